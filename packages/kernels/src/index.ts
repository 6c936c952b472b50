export { type Matrix, column, fromColumns, matrix } from './matrix.ts';
