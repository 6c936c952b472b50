// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// How a stake, or the sum of all, changed from round to round. A checkpoint of round r was written after the close of r and before that of
/// r + 1: it is what rounds r + 1, r + 2, … count, until the next one. One slot each; several changes between two closes share one.
library StakeHistory {
    struct Checkpoint {
        uint32 round;
        uint96 active;
        /// Of one stake: all that rounds 1 … `round` together may take from it or pay it. Of the sum: how many stakes are not zero.
        uint128 extra;
    }

    function latest(Checkpoint[] storage history) internal view returns (Checkpoint memory last) {
        if (history.length > 0) last = history[history.length - 1];
    }

    /// The last checkpoint of `round` or earlier; zeros where there is none. Looks from the end in growing steps: what is asked is recent.
    function asOf(Checkpoint[] storage history, uint32 round) internal view returns (Checkpoint memory found) {
        uint256 low = 0;
        uint256 high = history.length;
        // All before `low` are of `round` or earlier, all from `high` on are later.
        for (uint256 step = 1; step <= high; step *= 2) {
            uint256 middle = high - step;
            if (history[middle].round <= round) {
                low = middle + 1;
                break;
            }
            high = middle;
        }
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (history[middle].round <= round) low = middle + 1;
            else high = middle;
        }
        if (low > 0) found = history[low - 1];
    }

    function write(Checkpoint[] storage history, Checkpoint memory next) internal {
        uint256 length = history.length;
        if (length > 0 && history[length - 1].round == next.round) history[length - 1] = next;
        else history.push(next);
    }
}
