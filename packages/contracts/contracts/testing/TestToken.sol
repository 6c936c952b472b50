// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// A token that anybody mints, for local chains only.
contract TestToken is ERC20Permit {
    constructor() ERC20("Test token", "TEST") ERC20Permit("Test token") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
