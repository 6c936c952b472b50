// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {StakeHistory} from "./StakeHistory.sol";

/// Stakes of one ERC-20 (18 decimals) per account and model. Deposits and releases count in their block; a round of any number of stakes is
/// settled by one root over cumulative payouts and burns, which each stake takes up when somebody next calls `claim` for it.
/// What the contract itself holds, whoever is in bad faith, is written in README.md beside this folder, with the reasons.
contract StakingVault is Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using StakeHistory for StakeHistory.Checkpoint[];

    /// All durations in seconds. A round keeps those of its announcement, a release those of its request.
    struct Parameters {
        /// The most that a round takes or pays per unit at risk, in parts of 1e12.
        uint40 clip;
        /// From a round's close to the last moment at which it can be settled.
        uint32 settleWindow;
        /// From a settlement to its root being final.
        uint32 challengeDelay;
        /// From a release's request to its arrival, at the latest.
        uint32 releaseDelay;
        /// From the last final settlement to the exit of whoever wants.
        uint32 silence;
        /// The least time between two closes.
        uint32 spacing;
        /// Whether a release arrives as soon as every round that counted it is final.
        bool releasesEarly;
        /// The least that `deposit` and `fund` take at once, so that nobody fills the books with dust. Nothing else asks for it.
        uint96 leastDeposit;
    }

    struct Round {
        uint40 closesAt;
        uint40 settleBy;
        uint32 challengeDelay;
        uint40 clip;
        /// Sum of the clips of this and all earlier rounds.
        uint64 clipSum;
    }

    struct Settlement {
        bytes32 root;
        uint96 payout;
        uint96 burn;
        uint32 round;
        /// The round settled before.
        uint32 previous;
    }

    struct Release {
        uint96 amount;
        uint40 due;
        /// The last round that had closed at the request: that and earlier ones count the amount.
        uint32 round;
        bool early;
    }

    struct Position {
        /// The settlement that it has taken up, and the `extra` of its history up to there.
        uint32 synced;
        uint96 available;
        uint128 allowed;
        /// Cumulative, as in the leaves.
        uint128 paid;
        uint128 burned;
        uint96 pending;
        uint32 firstRelease;
        bool compounds;
        /// Payouts within its limits for which too little was reserved: not in `paid`, and had once there is more.
        uint120 owed;
        Release[] releases;
        StakeHistory.Checkpoint[] history;
    }

    struct Clock {
        /// Rounds known to have closed.
        uint32 closed;
        /// When the latest settlement is final, and when the one before became so.
        uint40 finalAt;
        uint40 previousFinalAt;
        uint40 pausedUntil;
        uint40 pausableFrom;
        /// Index of the latest settlement.
        uint8 latest;
    }

    struct Funds {
        /// Stakes, pending releases and what is available: what belongs to participants and is recorded as theirs.
        uint128 staked;
        uint128 treasury;
    }

    /// Declared by settlements and not yet taken up.
    struct Reserves {
        uint128 payout;
        uint128 burn;
    }

    /// A stake's line in a root, with its proof.
    struct Leaf {
        uint128 payout;
        uint128 burn;
        bytes32[] proof;
    }

    struct StakeView {
        uint96 active;
        uint96 pending;
        uint96 available;
        /// What `withdraw` would pay now.
        uint96 withdrawable;
        uint32 synced;
        uint128 paid;
        uint128 burned;
        bool compounds;
        /// Whether `claim` has to come before due releases are paid.
        bool unproved;
    }

    enum Role {
        Owner,
        Settler,
        Guardian
    }

    uint256 private constant ONE = 1e12;
    uint40 private constant MAX_CLIP = 0.25e12;
    /// So that no owner shuts people out: what is staked leaves whatever it is set to.
    uint96 private constant MAX_LEAST_DEPOSIT = 100e18;
    uint256 private constant MAX_OPEN_RELEASES = 16;
    uint256 private constant MAX_ROUNDS_AHEAD = 128;
    /// The least time from a round's announcement to its close.
    uint40 public constant NOTICE = 1 hours;
    /// How long a due release waits for the operator where its owner shows no proof.
    uint40 public constant GRACE = 7 days;
    uint40 public constant PAUSE_MAX = 14 days;
    uint40 public constant PAUSE_GAP_MIN = 1 days;
    uint40 public constant CHANGE_EXPIRY = 30 days;

    IERC20 public immutable token;
    address public immutable burnSink;
    uint40 public immutable changeDelay;

    address public owner;
    address public settler;
    address public guardian;
    Parameters public parameters;
    Clock public clock;
    Funds public funds;
    Reserves public reserves;
    /// Burned and not yet sent to the sink.
    uint128 public burnedHeld;
    Round[] private _rounds;
    Settlement[2] private _settlements;
    StakeHistory.Checkpoint[] private _totals;
    mapping(address account => mapping(bytes32 model => Position)) private _positions;
    /// From when an announced change can be carried out.
    mapping(bytes32 change => uint40) public changes;

    event Deposited(address indexed account, bytes32 indexed model, uint256 amount);
    event ReleaseRequested(address indexed account, bytes32 indexed model, uint256 amount, uint256 due, uint256 round);
    event Claimed(address indexed account, bytes32 indexed model, uint256 indexed round, uint256 payout, uint256 burn, bool compounded);
    event Restaked(address indexed account, bytes32 indexed model, uint256 amount);
    event Withdrawn(address indexed account, bytes32 indexed model, uint256 released, uint256 available);
    event Exited(address indexed account, bytes32 indexed model, uint256 active, uint256 pending, uint256 available);
    event CompoundingSet(address indexed account, bytes32 indexed model, bool compounds);
    event Funded(address indexed from, uint256 amount);
    event TreasuryWithdrawn(address indexed to, uint256 amount);
    event BurnedSent(uint256 amount);
    event RoundAnnounced(uint256 indexed round, uint256 closesAt, uint256 settleBy, uint256 clip);
    event RoundsDropped(uint256 from);
    event Settled(uint256 indexed round, bytes32 root, uint256 payout, uint256 burn, uint256 atRisk, uint256 stakes, uint256 finalAt, bytes32 planHash);
    event Struck(uint256 indexed round, bytes32 root, bool disputed);
    event Paused(uint256 until);
    event Unpaused();
    event ChangeAnnounced(bytes32 indexed change, bytes call, uint256 from);
    event ChangeCancelled(bytes32 indexed change);
    event ChangeCarriedOut(bytes32 indexed change);

    error NotAllowed();
    error IsPaused();
    error BadParameters();
    error BadRound();
    error NothingToDo();
    error TooMuch();
    error TooLittle(uint256 least);
    error TooManyReleases();
    error WrongProof();
    error SettlementPending();
    error NoSettlementPending();
    error BeyondClip(uint256 limit);
    error TreasuryShort(uint256 treasury);
    error NoFault();
    error NotSilent();
    error TooEarly(uint256 from);
    error TokenTookMore();

    modifier only(address who) {
        require(msg.sender == who, NotAllowed());
        _;
    }

    modifier whenNotPaused() {
        require(block.timestamp >= clock.pausedUntil, IsPaused());
        _;
    }

    constructor(
        IERC20 token_,
        address burnSink_,
        address owner_,
        address settler_,
        address guardian_,
        uint40 changeDelay_,
        Parameters memory parameters_
    ) {
        // One unit is one of the ledger's, so that nothing is ever converted.
        require(IERC20Metadata(address(token_)).decimals() == 18, BadParameters());
        require(burnSink_ != address(0) && burnSink_ != address(this), BadParameters());
        require(changeDelay_ >= 2 days && changeDelay_ <= 60 days, BadParameters());
        token = token_;
        burnSink = burnSink_;
        changeDelay = changeDelay_;
        (owner, settler, guardian) = (owner_, settler_, guardian_);
        _checkRoles();
        _setParameters(parameters_);
        clock.finalAt = uint40(block.timestamp);
        // Nothing hashes to these. They stand there so that the first settlements cost as much as later ones.
        _settlements[0].root = bytes32(uint256(1));
        _settlements[1].root = bytes32(uint256(1));
    }

    // ---------------------------------------------------------------------------------------------------------------- participants

    /// Stakes `amount`; credits what arrived. Counts from the next close.
    function deposit(bytes32 model, uint256 amount) public nonReentrant whenNotPaused {
        uint96 received = _pull(amount);
        funds.staked += received;
        _changeActive(_positions[msg.sender][model], received, 0);
        emit Deposited(msg.sender, model, received);
    }

    /// `deposit` with an allowance by signature. A permit that somebody else has sent already does no harm.
    function depositWithPermit(bytes32 model, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        try IERC20Permit(address(token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        deposit(model, amount);
    }

    /// Takes `amount` out of the stake: from now on no further round counts it; those that do may still burn it until it arrives.
    function release(bytes32 model, uint96 amount) external nonReentrant {
        Position storage position = _positions[msg.sender][model];
        require(amount > 0, NothingToDo());
        uint256 count = position.releases.length;
        require(count - position.firstRelease < MAX_OPEN_RELEASES, TooManyReleases());
        _changeActive(position, 0, amount);
        uint32 closed = clock.closed;
        uint40 due = uint40(block.timestamp) + parameters.releaseDelay;
        // Where the delay has become shorter meanwhile: not before a root of a round that counts it could be final, and in the order of the requests.
        if (closed > 0) due = uint40(Math.max(due, _rounds[closed - 1].settleBy + _rounds[closed - 1].challengeDelay));
        if (count > 0) due = uint40(Math.max(due, position.releases[count - 1].due));
        position.releases.push(Release(amount, due, closed, parameters.releasesEarly));
        position.pending += amount;
        emit ReleaseRequested(msg.sender, model, amount, due, closed);
    }

    /// Brings a stake up to the final settlement: payouts become available (or stake, where its owner has chosen so), burns are taken from what
    /// leaves soonest. Open to everybody: it does what the root says, within what the rounds since the last time may take and pay.
    /// What is beyond that is dropped for good. A payout that was in the leaves and not declared waits until something is reserved again.
    function claim(address account, bytes32 model, Leaf calldata leaf) external nonReentrant whenNotPaused {
        Settlement storage settled = _final();
        _prove(settled.root, account, model, leaf);
        Position storage position = _positions[account][model];
        (uint128 payoutHeld, uint128 burnHeld) = _finalReserves();
        uint128 allowed = _takeAllowance(position, settled);
        uint96 payout = _credit(position, leaf.payout, allowed, payoutHeld);
        uint96 burn = _burn(position, leaf.burn, allowed, burnHeld);
        reserves = Reserves(reserves.payout - payout, reserves.burn - burn);
        funds.staked = funds.staked + payout - burn;
        burnedHeld += burn;
        emit Claimed(account, model, settled.round, payout, burn, position.compounds);
    }

    /// Pays what is available and the releases that are due. Where a final root could still burn, they wait for `claim`; not for ever, though.
    function withdraw(bytes32 model) external nonReentrant whenNotPaused {
        Position storage position = _positions[msg.sender][model];
        (uint96 released, uint256 next) = _due(position);
        uint96 available = position.available;
        require(released + available > 0, NothingToDo());
        position.available = 0;
        position.pending -= released;
        position.firstRelease = uint32(next);
        funds.staked -= released + available;
        emit Withdrawn(msg.sender, model, released, available);
        _push(msg.sender, released + available);
    }

    /// Stakes what is available. Counts from the next close.
    function restake(bytes32 model, uint96 amount) external nonReentrant whenNotPaused {
        Position storage position = _positions[msg.sender][model];
        require(amount > 0, NothingToDo());
        require(amount <= position.available, TooMuch());
        position.available -= amount;
        _changeActive(position, amount, 0);
        emit Restaked(msg.sender, model, amount);
    }

    /// Whether payouts become stake when they are claimed.
    function setCompounding(bytes32 model, bool compounds) external {
        _positions[msg.sender][model].compounds = compounds;
        emit CompoundingSet(msg.sender, model, compounds);
    }

    /// Everything at once, without delay or proof and also while paused: once no settlement has become final for `silence`.
    function exit(bytes32 model) external nonReentrant {
        require(block.timestamp > uint256(_lastFinalAt()) + parameters.silence, NotSilent());
        Position storage position = _positions[msg.sender][model];
        uint96 active = position.history.latest().active;
        (uint96 pending, uint96 available) = (position.pending, position.available);
        uint96 amount = active + pending + available;
        require(amount > 0, NothingToDo());
        if (active > 0) _changeActive(position, 0, active);
        position.pending = 0;
        position.available = 0;
        position.firstRelease = uint32(position.releases.length);
        funds.staked -= amount;
        emit Exited(msg.sender, model, active, pending, available);
        _push(msg.sender, amount);
    }

    // ------------------------------------------------------------------------------------------------------------------- everybody

    /// Adds to the treasury, from which payouts come.
    function fund(uint256 amount) external nonReentrant {
        uint96 received = _pull(amount);
        funds.treasury += received;
        emit Funded(msg.sender, received);
    }

    /// Sends what was burned to where nobody has it.
    function sendBurned() external nonReentrant {
        uint128 amount = burnedHeld;
        require(amount > 0, NothingToDo());
        burnedHeld = 0;
        emit BurnedSent(amount);
        _push(burnSink, amount);
    }

    /// Strikes out a pending root that takes from a stake, or pays it, more than its round may, or that takes back what was cumulative.
    /// `before` is the stake's leaf in the final root; it is not looked at where no round settled so far has counted the stake.
    function dispute(address account, bytes32 model, Leaf calldata leaf, Leaf calldata before) external {
        Settlement storage pending = _pending();
        Settlement storage settled = _settlements[1 - clock.latest];
        _prove(pending.root, account, model, leaf);
        StakeHistory.Checkpoint[] storage history = _positions[account][model].history;
        (uint128 paid, uint128 burned) = (0, 0);
        if (history.length > 0 && history[0].round < settled.round) {
            _prove(settled.root, account, model, before);
            (paid, burned) = (before.payout, before.burn);
        }
        uint128 limit = _limit(history.asOf(pending.round - 1).active, _rounds[pending.round - 1].clip, 1);
        require(
            leaf.payout < paid || leaf.burn < burned || leaf.payout - paid > limit || leaf.burn - burned > limit,
            NoFault()
        );
        _strike(true);
    }

    // --------------------------------------------------------------------------------------------------------------------- settler

    /// Announces the closes of the next rounds. The settler cannot move them afterwards: nobody chooses in hindsight what was at risk.
    function announceRounds(uint40[] calldata closes) external only(settler) whenNotPaused {
        uint256 closed = _advance();
        Parameters memory p = parameters;
        uint256 count = _rounds.length;
        require(count + closes.length - closed <= MAX_ROUNDS_AHEAD, BadRound());
        Round memory last;
        if (count > 0) last = _rounds[count - 1];
        for (uint256 i = 0; i < closes.length; i++) {
            uint40 closesAt = closes[i];
            require(closesAt >= block.timestamp + NOTICE && closesAt >= last.closesAt + p.spacing, BadRound());
            uint40 finalBy = closesAt + p.settleWindow + p.challengeDelay;
            // In the order of the closes, also where the delays have become shorter meanwhile: a release waits for its last round only.
            if (last.settleBy + last.challengeDelay > finalBy) finalBy = last.settleBy + last.challengeDelay;
            last = Round(closesAt, finalBy - p.challengeDelay, p.challengeDelay, p.clip, last.clipSum + p.clip);
            _rounds.push(last);
            emit RoundAnnounced(count + i + 1, closesAt, last.settleBy, p.clip);
        }
    }

    /// Settles a round: `root` over everybody's cumulative payouts and burns, of which this round adds `payout` and `burn`.
    function settle(uint32 round, bytes32 root, uint96 payout, uint96 burn, bytes32 planHash) external only(settler) whenNotPaused {
        require(block.timestamp >= clock.finalAt, SettlementPending());
        require(round <= _advance(), BadRound());
        Clock memory now_ = clock;
        Settlement storage previous = _settlements[now_.latest];
        require(round > previous.round, BadRound());
        Round memory terms = _rounds[round - 1];
        require(block.timestamp <= terms.settleBy, BadRound());

        StakeHistory.Checkpoint memory total = _totals.asOf(round - 1);
        _reserve(payout, burn, (uint256(total.active) * terms.clip) / ONE + total.extra);
        now_.latest = 1 - now_.latest;
        now_.previousFinalAt = now_.finalAt;
        now_.finalAt = uint40(block.timestamp) + terms.challengeDelay;
        clock = now_;
        _settlements[now_.latest] = Settlement(root, payout, burn, round, previous.round);
        emit Settled(round, root, payout, burn, total.active, total.extra, now_.finalAt, planHash);
    }

    /// `limit` is the clip of what was at risk, and one unit for each stake: each burn is rounded up by less than that.
    function _reserve(uint96 payout, uint96 burn, uint256 limit) private {
        require(payout <= limit && burn <= limit, BeyondClip(limit));
        uint128 treasury = funds.treasury;
        require(payout <= treasury, TreasuryShort(treasury));
        funds.treasury = treasury - payout;
        reserves = Reserves(reserves.payout + payout, reserves.burn + burn);
    }

    // -------------------------------------------------------------------------------------------------------------------- guardian

    /// Strikes out the pending settlement. The round may be settled again.
    function veto() external only(guardian) {
        _pending();
        _strike(false);
    }

    /// Stops deposits, settlements, claims and withdrawals for at most `PAUSE_MAX`. A pending root waits that much longer.
    /// The next pause has to wait as long as this one lasted, and at least `PAUSE_GAP_MIN`.
    function pause() external only(guardian) whenNotPaused {
        Clock memory now_ = clock;
        require(block.timestamp >= now_.pausableFrom, TooEarly(now_.pausableFrom));
        uint40 until = uint40(block.timestamp) + PAUSE_MAX;
        if (block.timestamp < now_.finalAt) now_.finalAt += PAUSE_MAX;
        now_.pausedUntil = until;
        now_.pausableFrom = until + PAUSE_MAX;
        clock = now_;
        emit Paused(until);
    }

    function unpause() external only(guardian) {
        Clock memory now_ = clock;
        require(block.timestamp < now_.pausedUntil, NothingToDo());
        uint40 time = uint40(block.timestamp);
        uint40 left = now_.pausedUntil - time;
        uint40 lasted = PAUSE_MAX - left;
        if (time < now_.finalAt) now_.finalAt -= left;
        now_.pausedUntil = time;
        now_.pausableFrom = time + (lasted > PAUSE_GAP_MIN ? lasted : PAUSE_GAP_MIN);
        clock = now_;
        emit Unpaused();
    }

    // ----------------------------------------------------------------------------------------------------------------------- owner

    /// Announces a call of one of the functions below.
    function announce(bytes calldata call) external only(owner) {
        bytes32 change = keccak256(call);
        uint40 from = uint40(block.timestamp) + changeDelay;
        changes[change] = from;
        emit ChangeAnnounced(change, call, from);
    }

    function cancel(bytes32 change) external only(owner) {
        require(changes[change] != 0, NothingToDo());
        delete changes[change];
        emit ChangeCancelled(change);
    }

    function carryOut(bytes calldata call) external only(owner) {
        bytes32 change = keccak256(call);
        uint40 from = changes[change];
        require(from != 0, NotAllowed());
        require(block.timestamp >= from && block.timestamp <= from + CHANGE_EXPIRY, TooEarly(from));
        delete changes[change];
        Address.functionCall(address(this), call);
        emit ChangeCarriedOut(change);
    }

    function setParameters(Parameters calldata next) external only(address(this)) {
        _setParameters(next);
    }

    function appoint(Role role, address who) external only(address(this)) {
        if (role == Role.Owner) owner = who;
        else if (role == Role.Settler) settler = who;
        else guardian = who;
        _checkRoles();
    }

    /// Takes back the announced rounds that have not closed, so that a settler's calendar does not outlive him.
    function dropRounds() external only(address(this)) {
        uint256 closed = _advance();
        while (_rounds.length > closed) _rounds.pop();
        emit RoundsDropped(closed + 1);
    }

    /// Only of what no settlement has reserved.
    function withdrawTreasury(address to, uint128 amount) external only(address(this)) nonReentrant {
        require(amount <= funds.treasury, TreasuryShort(funds.treasury));
        funds.treasury -= amount;
        emit TreasuryWithdrawn(to, amount);
        _push(to, amount);
    }

    // ----------------------------------------------------------------------------------------------------------------------- views

    function stakeOf(address account, bytes32 model) external view returns (StakeView memory) {
        Position storage position = _positions[account][model];
        (uint96 released, ) = _due(position);
        return
            StakeView({
                active: position.history.latest().active,
                pending: position.pending,
                available: position.available,
                withdrawable: released + position.available,
                synced: position.synced,
                paid: position.paid,
                burned: position.burned,
                compounds: position.compounds,
                unproved: _isUnproved(position)
            });
    }

    /// The releases that have not arrived, in the order in which they will.
    function releasesOf(address account, bytes32 model) external view returns (Release[] memory open) {
        Position storage position = _positions[account][model];
        open = new Release[](position.releases.length - position.firstRelease);
        for (uint256 i = 0; i < open.length; i++) open[i] = position.releases[position.firstRelease + i];
    }

    /// What a round counts of a stake. Before its close: what it would count if it closed now.
    function atRisk(address account, bytes32 model, uint32 round) external view returns (uint96) {
        return _positions[account][model].history.asOf(round - 1).active;
    }

    function totalAtRisk(uint32 round) external view returns (uint96 amount, uint128 stakes) {
        StakeHistory.Checkpoint memory total = _totals.asOf(round - 1);
        return (total.active, total.extra);
    }

    function roundOf(uint32 round) external view returns (Round memory) {
        return _rounds[round - 1];
    }

    /// Rounds that have been announced, and that have closed.
    function roundCounts() external view returns (uint32 announced, uint32 closed) {
        return (uint32(_rounds.length), _closed());
    }

    /// The final settlement, and the pending one or zeros.
    function settlements() external view returns (Settlement memory settled, Settlement memory pending, uint40 lastFinalAt) {
        settled = _final();
        if (block.timestamp < clock.finalAt) pending = _settlements[clock.latest];
        lastFinalAt = _lastFinalAt();
    }

    /// What the vault owes: to participants, to settlements, to the treasury and to the sink. Never above what it holds.
    function liabilities() external view returns (uint256) {
        return uint256(funds.staked) + reserves.payout + funds.treasury + burnedHeld;
    }

    /// The leaf of a stake: hashed twice, so that no inner node passes for one, and bound to this vault on this chain.
    function leafOf(address account, bytes32 model, uint128 payout, uint128 burn) public view returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(block.chainid, address(this), account, model, payout, burn))));
    }

    // --------------------------------------------------------------------------------------------------------------------- internal

    function _prove(bytes32 root, address account, bytes32 model, Leaf calldata leaf) private view {
        bytes32 hash = leafOf(account, model, leaf.payout, leaf.burn);
        require(MerkleProof.verifyCalldata(leaf.proof, root, hash), WrongProof());
    }

    function _final() private view returns (Settlement storage) {
        return _settlements[block.timestamp >= clock.finalAt ? clock.latest : 1 - clock.latest];
    }

    function _pending() private view returns (Settlement storage) {
        require(block.timestamp < clock.finalAt, NoSettlementPending());
        return _settlements[clock.latest];
    }

    function _lastFinalAt() private view returns (uint40) {
        return block.timestamp >= clock.finalAt ? clock.finalAt : clock.previousFinalAt;
    }

    /// Reserves but for what the pending settlement has declared.
    function _finalReserves() private view returns (uint128 payout, uint128 burn) {
        (payout, burn) = (reserves.payout, reserves.burn);
        if (block.timestamp < clock.finalAt) {
            Settlement storage pending = _settlements[clock.latest];
            (payout, burn) = (payout - pending.payout, burn - pending.burn);
        }
    }

    function _strike(bool disputed) private {
        Clock memory now_ = clock;
        Settlement storage struck = _settlements[now_.latest];
        funds.treasury += struck.payout;
        reserves = Reserves(reserves.payout - struck.payout, reserves.burn - struck.burn);
        now_.latest = 1 - now_.latest;
        now_.finalAt = now_.previousFinalAt;
        clock = now_;
        emit Struck(struck.round, struck.root, disputed);
    }

    /// What the rounds since the last claim may take or pay: exactly the round's own limit where the stake has taken up all settlements before.
    function _takeAllowance(Position storage position, Settlement storage settled) private returns (uint128 allowed) {
        uint32 round = settled.round;
        uint128 total = _extraAt(position.history, round);
        allowed = total - position.allowed;
        if (allowed > 0 && position.synced >= settled.previous) {
            allowed = _limit(position.history.asOf(round - 1).active, _rounds[round - 1].clip, 1);
        }
        position.synced = round;
        position.allowed = total;
    }

    function _credit(Position storage position, uint128 cumulative, uint128 allowed, uint128 held) private returns (uint96 payout) {
        if (cumulative <= position.paid) return 0;
        uint256 due = Math.min(cumulative - position.paid, uint256(allowed) + position.owed);
        payout = uint96(Math.min(due, held));
        // Only what the reserves lack can still be had later.
        position.owed = uint120(due - payout);
        position.paid = cumulative - position.owed;
        if (payout == 0) return 0;
        if (position.compounds) _changeActive(position, payout, 0);
        else position.available += payout;
    }

    function _isUnproved(Position storage position) private view returns (bool) {
        return _extraAt(position.history, _final().round) > position.allowed;
    }

    /// `extra` of a stake up to a round that has closed.
    function _extraAt(StakeHistory.Checkpoint[] storage history, uint32 round) private view returns (uint128) {
        StakeHistory.Checkpoint memory known = history.asOf(round);
        return known.extra + _limit(known.active, _clipSum(round) - _clipSum(known.round), round - known.round);
    }

    /// Σ ⌈clip × active⌉ over so many rounds, at most; exact for one.
    function _limit(uint96 active, uint64 clipSum, uint32 rounds) private pure returns (uint128) {
        if (active == 0 || rounds == 0) return 0;
        return uint128(Math.ceilDiv(uint256(active) * clipSum, ONE) + rounds - 1);
    }

    function _clipSum(uint32 round) private view returns (uint64) {
        return round == 0 ? 0 : _rounds[round - 1].clipSum;
    }

    function _closed() private view returns (uint32 closed) {
        closed = clock.closed;
        uint256 count = _rounds.length;
        while (closed < count && _rounds[closed].closesAt <= block.timestamp) closed++;
    }

    function _advance() private returns (uint32 closed) {
        closed = _closed();
        if (closed != clock.closed) clock.closed = closed;
    }

    function _changeActive(Position storage position, uint96 more, uint96 less) private {
        uint32 closed = _advance();
        StakeHistory.Checkpoint memory last = position.history.latest();
        require(less <= last.active, TooMuch());
        uint96 active = last.active + more - less;
        uint128 extra = last.extra + _limit(last.active, _clipSum(closed) - _clipSum(last.round), closed - last.round);
        position.history.write(StakeHistory.Checkpoint(closed, active, extra));

        StakeHistory.Checkpoint memory total = _totals.latest();
        if (last.active == 0 && active > 0) total.extra++;
        if (last.active > 0 && active == 0) total.extra--;
        _totals.write(StakeHistory.Checkpoint(closed, total.active + more - less, total.extra));
    }

    /// From the pending releases, soonest first, then from the stake.
    function _burn(Position storage position, uint128 cumulative, uint128 allowed, uint128 held) private returns (uint96 burn) {
        if (cumulative <= position.burned) return 0;
        uint256 holds = uint256(position.pending) + position.history.latest().active;
        burn = uint96(Math.min(Math.min(Math.min(cumulative - position.burned, allowed), held), holds));
        position.burned = cumulative;
        uint96 left = burn;
        uint256 next = position.firstRelease;
        for (uint256 count = position.releases.length; next < count && left > 0; next++) {
            uint96 amount = position.releases[next].amount;
            if (amount > left) {
                position.releases[next].amount = amount - left;
                left = 0;
                break;
            }
            left -= amount;
        }
        position.firstRelease = uint32(next);
        position.pending -= burn - left;
        if (left > 0) _changeActive(position, 0, left);
    }

    /// What of the pending releases is due, and the first that is not.
    function _due(Position storage position) private view returns (uint96 amount, uint256 next) {
        next = position.firstRelease;
        uint256 count = position.releases.length;
        if (next == count) return (0, next);
        bool unproved = _isUnproved(position);
        uint32 settled = _final().round;
        uint32 pending = block.timestamp < clock.finalAt ? _settlements[clock.latest].round : type(uint32).max;
        for (; next < count; next++) {
            Release memory wanted = position.releases[next];
            // A root that counts it has been sent: it waits for that to be final or struck.
            if (pending <= wanted.round) break;
            bool settledAll = wanted.early && settled >= wanted.round;
            bool due = unproved
                ? block.timestamp >= wanted.due + GRACE
                : settledAll || block.timestamp >= wanted.due;
            if (!due) break;
            amount += wanted.amount;
        }
    }

    function _pull(uint256 amount) private returns (uint96) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 held = token.balanceOf(address(this));
        require(held > before, NothingToDo());
        // Whatever is credited fits into 96 bits, for all of it together does.
        require(held <= type(uint96).max, TooMuch());
        uint96 least = parameters.leastDeposit;
        require(held - before >= least, TooLittle(least));
        return uint96(held - before);
    }

    function _push(address to, uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransfer(to, amount);
        require(before - token.balanceOf(address(this)) <= amount, TokenTookMore());
    }

    function _checkRoles() private view {
        require(owner != address(0) && settler != address(0) && guardian != address(0), BadParameters());
        require(owner != settler && owner != guardian && settler != guardian, BadParameters());
    }

    function _setParameters(Parameters memory p) private {
        bool fit = p.clip > 0 &&
            p.clip <= MAX_CLIP &&
            p.challengeDelay >= 1 hours &&
            p.challengeDelay <= 14 days &&
            p.settleWindow >= 1 hours &&
            uint256(p.settleWindow) + p.challengeDelay <= p.releaseDelay &&
            p.releaseDelay <= 120 days &&
            p.silence >= 30 days &&
            p.silence <= 180 days &&
            p.spacing >= 1 hours &&
            p.leastDeposit <= MAX_LEAST_DEPOSIT;
        require(fit, BadParameters());
        parameters = p;
    }
}
