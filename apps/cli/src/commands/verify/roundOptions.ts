import type { OptionSpec } from '../../options.ts';

/** Apart from what verifies: that is loaded for who asks for it. */
export const ROUND_OPTIONS = {
  server: { type: 'string', value: 'URL', help: 'where the round was published (default http://localhost:8080)' },
  model: {
    type: 'string',
    value: 'M',
    help: 'only this model, by its name in the round (default: all that were scored)',
  },
  predictions: {
    type: 'string',
    value: 'F',
    help: 'the file that the model submitted, where the round does not publish it',
  },
  root: {
    type: 'string',
    value: 'R',
    help: "the round's root of receipts as you noted it (default: what the server says now)",
  },
  json: { type: 'boolean', help: 'print the checks as one line of JSON' },
} as const satisfies Record<string, OptionSpec>;
