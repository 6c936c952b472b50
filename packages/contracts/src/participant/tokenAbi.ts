const address = (name: string) => ({ name, type: 'address' }) as const;
const amount = (name: string) => ({ name, type: 'uint256' }) as const;

/** What a participant asks of the stake token: ERC-20, permits (EIP-2612), their domain (EIP-5267) and the errors of ERC-6093. */
export const tokenAbi = [
  { type: 'function', name: 'balanceOf', stateMutability: 'view', inputs: [address('of')], outputs: [amount('')] },
  {
    type: 'function',
    name: 'allowance',
    stateMutability: 'view',
    inputs: [address('owner'), address('spender')],
    outputs: [amount('')],
  },
  {
    type: 'function',
    name: 'approve',
    stateMutability: 'nonpayable',
    inputs: [address('spender'), amount('value')],
    outputs: [{ name: '', type: 'bool' }],
  },
  { type: 'function', name: 'decimals', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'uint8' }] },
  { type: 'function', name: 'symbol', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'string' }] },
  { type: 'function', name: 'nonces', stateMutability: 'view', inputs: [address('owner')], outputs: [amount('')] },
  {
    type: 'function',
    name: 'eip712Domain',
    stateMutability: 'view',
    inputs: [],
    outputs: [
      { name: 'fields', type: 'bytes1' },
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
      { name: 'salt', type: 'bytes32' },
      { name: 'extensions', type: 'uint256[]' },
    ],
  },
  {
    type: 'error',
    name: 'ERC20InsufficientBalance',
    inputs: [address('sender'), amount('balance'), amount('needed')],
  },
  {
    type: 'error',
    name: 'ERC20InsufficientAllowance',
    inputs: [address('spender'), amount('allowance'), amount('needed')],
  },
  { type: 'error', name: 'ERC20InvalidReceiver', inputs: [address('receiver')] },
  { type: 'error', name: 'ERC2612ExpiredSignature', inputs: [amount('deadline')] },
  { type: 'error', name: 'ERC2612InvalidSigner', inputs: [address('signer'), address('owner')] },
] as const;
