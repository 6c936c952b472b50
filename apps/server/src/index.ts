export { createServer, type ServerInput } from './createServer.ts';
