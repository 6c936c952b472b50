export * from './chainPort.ts';
