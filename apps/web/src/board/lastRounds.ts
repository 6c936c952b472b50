/** How many resolved rounds the means of the leaderboard are taken over, unless all are asked for: what a model's TC is by definition. */
export const LAST_ROUNDS = 20;
