/** A bug to plant into the contract: what stands there, and what is put in its place. The simulation has to find each. */
export interface PlantedBug {
  readonly name: string;
  readonly file: 'contracts/StakingVault.sol' | 'contracts/StakeHistory.sol';
  readonly from: string;
  readonly to: string;
}

const vault = (name: string, from: string, to: string): PlantedBug => ({
  name,
  file: 'contracts/StakingVault.sol',
  from,
  to,
});

export const PLANTED_BUGS: readonly PlantedBug[] = [
  vault(
    'a payout beyond the clip can be had later',
    'position.paid = cumulative - position.owed;',
    'position.paid += payout;',
  ),
  vault('a claim forgets that it was paid', 'position.paid = cumulative - position.owed;', ''),
  vault(
    'a payout that waits is lost with the next claim',
    'Math.min(cumulative - position.paid, uint256(allowed) + position.owed)',
    'Math.min(cumulative - position.paid, allowed)',
  ),
  vault(
    'a shorter window lets a round be final after the release that it counts is due',
    'if (last.settleBy + last.challengeDelay > finalBy) finalBy = last.settleBy + last.challengeDelay;',
    '',
  ),
  vault('no deposit is too little', 'require(held - before >= least, TooLittle(least));', ''),
  vault('the least deposit itself is too little', 'held - before >= least,', 'held - before > least,'),
  vault('a claim forgets that it was burned', 'position.burned = cumulative;', ''),
  vault(
    'a claim may take what it was not allowed',
    'Math.min(Math.min(cumulative - position.burned, allowed), held)',
    'Math.min(cumulative - position.burned, held)',
  ),
  vault(
    'a claim takes from reserves that are not final',
    'if (block.timestamp < clock.finalAt) {\n            Settlement storage pending = _settlements[clock.latest];\n            (payout',
    'if (block.timestamp < 0) {\n            Settlement storage pending = _settlements[clock.latest];\n            (payout',
  ),
  vault(
    'a pending root is taken for final',
    '_settlements[block.timestamp >= clock.finalAt ? clock.latest : 1 - clock.latest]',
    '_settlements[clock.latest]',
  ),
  vault(
    'the root of the round before stays in force',
    '_settlements[block.timestamp >= clock.finalAt ? clock.latest : 1 - clock.latest]',
    '_settlements[1 - clock.latest]',
  ),
  vault('the clip of all is not looked at', 'payout <= limit && burn <= limit', 'payout <= limit'),
  vault('the clip of all is a unit too wide', '/ ONE + total.extra)', '/ ONE + total.extra + 1)'),
  vault(
    'the treasury is not looked at',
    'require(payout <= treasury, TreasuryShort(treasury));\n        funds.treasury = treasury - payout;',
    'funds.treasury = payout <= treasury ? treasury - payout : 0;',
  ),
  vault('a strike keeps the reserved payouts', 'funds.treasury += struck.payout;', ''),
  vault(
    'a strike leaves the root pending',
    'now_.finalAt = now_.previousFinalAt;\n        clock = now_;\n        emit Struck',
    'clock = now_;\n        emit Struck',
  ),
  vault(
    'a round is settled twice',
    'require(round > previous.round, BadRound());',
    'require(round >= previous.round, BadRound());',
  ),
  vault('a round is settled before its close', 'require(round <= _advance(), BadRound());', '_advance();'),
  vault(
    'a round is settled after its window',
    'block.timestamp <= terms.settleBy',
    'block.timestamp <= terms.settleBy + 1 days',
  ),
  vault(
    'a deposit at the close still counts',
    '_rounds[closed].closesAt <= block.timestamp',
    '_rounds[closed].closesAt < block.timestamp',
  ),
  vault(
    'a release counts one round longer',
    'StakeHistory.Checkpoint(closed, active, extra)',
    'StakeHistory.Checkpoint(less > 0 ? closed + 1 : closed, active, extra)',
  ),
  vault(
    'a release is due without proof of its burns',
    'bool due = unproved\n                ? block.timestamp >= wanted.due + GRACE\n                : settledAll || block.timestamp >= wanted.due;',
    'bool due = settledAll || block.timestamp >= wanted.due;',
  ),
  vault('a release is due a round early', 'settled >= wanted.round;', 'settled + 1 >= wanted.round;'),
  vault(
    'releases overtake each other',
    'if (count > 0) due = uint40(Math.max(due, position.releases[count - 1].due));',
    '',
  ),
  vault(
    'a burn spares what is pending',
    'uint96 left = burn;\n        uint256 next',
    'uint96 left = 0; _changeActive(position, 0, burn); burn = 0;\n        uint256 next',
  ),
  vault(
    'a withdrawal keeps what was available',
    'position.available = 0;\n        position.pending -= released;',
    'position.pending -= released;',
  ),
  vault(
    'an exit forgets the pending releases',
    'position.pending = 0;\n        position.available = 0;',
    'position.available = 0;',
  ),
  vault('an exit does not wait', 'uint256(_lastFinalAt()) + parameters.silence', 'uint256(_lastFinalAt())'),
  vault(
    'an exit counts from a root that is not final',
    'return block.timestamp >= clock.finalAt ? clock.finalAt : clock.previousFinalAt;',
    'return clock.finalAt > block.timestamp ? uint40(block.timestamp) : clock.finalAt;',
  ),
  vault('a pause does not move the pending root', 'if (block.timestamp < now_.finalAt) now_.finalAt += PAUSE_MAX;', ''),
  vault('a pause may follow the other at once', 'now_.pausableFrom = until + PAUSE_MAX;', 'now_.pausableFrom = until;'),
  vault('a pause lifted early leaves the root waiting', 'if (time < now_.finalAt) now_.finalAt -= left;', ''),
  vault(
    'claims go on while paused',
    'Leaf calldata leaf) external nonReentrant whenNotPaused {',
    'Leaf calldata leaf) external nonReentrant {',
  ),
  vault(
    'the last of several rounds only is allowed for',
    '_clipSum(closed) - _clipSum(last.round), closed - last.round)',
    '_clipSum(closed) - _clipSum(closed - (closed > last.round ? 1 : 0)), closed - last.round)',
  ),
  vault('stakes that end are not counted off', 'if (last.active > 0 && active == 0) total.extra--;', ''),
  vault(
    'a leaf is not bound to its model',
    'abi.encode(block.chainid, address(this), account, model, payout, burn)',
    'abi.encode(block.chainid, address(this), account, payout, burn)',
  ),
  vault('anybody who shows a right leaf strikes a root out', 'leaf.payout < paid ||', 'true ||'),
  vault('a dispute sees no burns beyond the clip', '|| leaf.burn - burned > limit', ''),
  vault('a dispute lets others’ proofs pass', '_prove(settled.root, account, model, before);', ''),
  vault(
    'a change is carried out twice',
    'delete changes[change];\n        Address.functionCall',
    'Address.functionCall',
  ),
  vault(
    'a change is carried out before its time',
    'block.timestamp >= from && block.timestamp <= from',
    'block.timestamp <= from',
  ),
  vault(
    'the settler is anybody',
    'bytes32 planHash) external only(settler)',
    'bytes32 planHash) external only(msg.sender)',
  ),
  vault(
    'dropping rounds drops those that have closed',
    'while (_rounds.length > closed) _rounds.pop();',
    'if (closed > 0) clock.closed = uint32(--closed);\n        while (_rounds.length > closed) _rounds.pop();',
  ),
  {
    name: 'the search stops one checkpoint short',
    file: 'contracts/StakeHistory.sol',
    from: 'if (history[middle].round <= round) low = middle + 1;\n            else',
    to: 'if (history[middle].round < round) low = middle + 1;\n            else',
  },
  {
    name: 'a change in the same round is added, not merged',
    file: 'contracts/StakeHistory.sol',
    from: 'if (length > 0 && history[length - 1].round == next.round) history[length - 1] = next;\n        else history.push(next);',
    to: 'if (length > 0 && history[length - 1].round == next.round && next.active < history[length - 1].active) return;\n        history.push(next);',
  },
];
