// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// Tokens that a vault may meet, each wrong in its own way.
contract MintableToken is ERC20("Bad token", "BAD") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Keeps one hundredth of what is transferred.
contract FeeToken is MintableToken {
    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : value / 100;
        if (fee > 0) super._update(from, address(0), fee);
        super._update(from, to, value - fee);
    }
}

/// Takes one hundredth on top of what is transferred, from the sender, once `greedy`.
contract GreedyToken is MintableToken {
    bool public greedy;

    function setGreedy(bool greedy_) external {
        greedy = greedy_;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (greedy && from != address(0) && to != address(0)) super._update(from, address(0), value / 100);
    }
}

/// Returns false instead of reverting, and moves nothing, once `refuses`.
contract FalseToken is MintableToken {
    bool public refuses;

    function setRefuses(bool refuses_) external {
        refuses = refuses_;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        return !refuses && super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return !refuses && super.transferFrom(from, to, value);
    }
}

/// Says that it transferred, and moves nothing.
contract LyingToken is MintableToken {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// Calls back whoever receives it, and whoever it is taken from, before the transfer is done.
contract ReentrantToken is MintableToken {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from.code.length > 0) _call(from);
        if (to.code.length > 0) _call(to);
    }

    function _call(address who) private {
        // The vault has no such function; only the attacker answers.
        (bool called, ) = who.call(abi.encodeWithSignature("tokensMoved()"));
        called;
    }
}

/// Another decimals than the ledger's.
contract SixDecimalsToken is MintableToken {
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

interface IApprove {
    function approve(address spender, uint256 amount) external returns (bool);
}

/// Stakes like anybody, and calls the vault again while it is being paid.
contract ReentrantStaker {
    address private immutable VAULT;
    bytes private _again;
    bytes public answer;
    bool public succeeded;
    uint256 public calls;

    constructor(address vault, address token) {
        VAULT = vault;
        IApprove(token).approve(vault, type(uint256).max);
    }

    function prepare(bytes calldata again) external {
        _again = again;
    }

    function run(bytes calldata call) external {
        (bool done, bytes memory result) = VAULT.call(call);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }

    function tokensMoved() external {
        if (_again.length == 0) return;
        calls++;
        (succeeded, answer) = VAULT.call(_again);
    }
}
