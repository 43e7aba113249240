"""Sets of yes/no vectors as reduced ordered binary decision diagrams.

A proof has to hold for every combination of answers at once, and combinations multiply. A diagram
holds a set of them in a size that grows with how the conditions are entangled, not with how many
combinations there are (R. E. Bryant, Graph-based algorithms for Boolean function manipulation, 1986).

A set is an int, the number of its root node: EMPTY, FULL, or a node with a level, a low branch (the
bit is 0) and a high branch (1). Levels rise from the root. Equal sets have equal numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

EMPTY, FULL = 0, 1

_BELOW_ALL = 1 << 30
"""The level of EMPTY and FULL, below every real one."""


_SHIFT = 20
"""Two node numbers make one key: an int is quicker than a pair, and nothing for the collector to walk."""


class TooLarge(Exception):
    """The sets of a proof need more nodes than allowed."""


class Diagrams:
    """A family of sets that share their nodes. `most` bounds the nodes of all of them together."""

    def __init__(self, most: int = 400_000) -> None:
        self._levels = [_BELOW_ALL, _BELOW_ALL]
        self._lows = [EMPTY, FULL]
        self._highs = [EMPTY, FULL]
        self.supports = [0, 0]
        """By node, the levels that the set depends on, as a bit mask."""
        self._unique: dict[int, int] = {}
        self._both: dict[int, int] = {}
        self._either: dict[int, int] = {}
        self._outside: dict[int, int] = {EMPTY: FULL, FULL: EMPTY}
        self._forgotten: dict[tuple[int, int], int] = {}
        self._most = most

    def allow(self, more: int) -> None:
        """Allow so many more nodes."""
        self._most += more

    def node(self, level: int, low: int, high: int) -> int:
        """The set that is `low` where the level's bit is 0 and `high` where it is 1."""
        if low == high:
            return low
        key = (level << _SHIFT | low) << _SHIFT | high
        found = self._unique.get(key)
        if found is None:
            found = len(self._levels)
            if found > self._most:
                raise TooLarge
            self._unique[key] = found
            self._levels.append(level)
            self._lows.append(low)
            self._highs.append(high)
            self.supports.append(self.supports[low] | self.supports[high] | 1 << level)
        return found

    def bit(self, level: int) -> int:
        """Every vector whose bit at `level` is 1."""
        return self.node(level, EMPTY, FULL)

    def cube(self, bits: Mapping[int, bool]) -> int:
        """Every vector with these bits."""
        found = FULL
        for level in sorted(bits, reverse=True):
            found = self.node(level, EMPTY, found) if bits[level] else self.node(level, found, EMPTY)
        return found

    def zeros(self, mask: int) -> int:
        """Every vector whose bits at the levels of `mask` are all 0."""
        found = FULL
        while mask:
            level = mask.bit_length() - 1
            mask ^= 1 << level
            found = self.node(level, found, EMPTY)
        return found

    def both(self, one: int, other: int) -> int:
        """What is in both sets."""
        if one > other:
            one, other = other, one
        if one <= FULL:
            return other if one else EMPTY
        if one == other:
            return one
        key = one << _SHIFT | other
        found = self._both.get(key)
        if found is None:
            levels, lows, highs = self._levels, self._lows, self._highs
            first, second = levels[one], levels[other]
            if first == second:
                found = self.node(
                    first, self.both(lows[one], lows[other]), self.both(highs[one], highs[other])
                )
            elif first < second:
                found = self.node(first, self.both(lows[one], other), self.both(highs[one], other))
            else:
                found = self.node(second, self.both(one, lows[other]), self.both(one, highs[other]))
            self._both[key] = found
        return found

    def either(self, one: int, other: int) -> int:
        """What is in at least one of the sets."""
        if one > other:
            one, other = other, one
        if one <= FULL:
            return FULL if one else other
        if one == other:
            return one
        key = one << _SHIFT | other
        found = self._either.get(key)
        if found is None:
            levels, lows, highs = self._levels, self._lows, self._highs
            first, second = levels[one], levels[other]
            if first == second:
                found = self.node(
                    first, self.either(lows[one], lows[other]), self.either(highs[one], highs[other])
                )
            elif first < second:
                found = self.node(first, self.either(lows[one], other), self.either(highs[one], other))
            else:
                found = self.node(second, self.either(one, lows[other]), self.either(one, highs[other]))
            self._either[key] = found
        return found

    def outside(self, one: int) -> int:
        """What is not in the set."""
        found = self._outside.get(one)
        if found is None:
            found = self.node(
                self._levels[one], self.outside(self._lows[one]), self.outside(self._highs[one])
            )
            self._outside[one] = found
            self._outside[found] = one
        return found

    def all_of(self, sets: Iterable[int]) -> int:
        """What is in every one of the sets."""
        found = FULL
        for each in sets:
            found = self.both(found, each)
        return found

    def any_of(self, sets: Iterable[int]) -> int:
        """What is in at least one of the sets."""
        found = EMPTY
        for each in sets:
            found = self.either(found, each)
        return found

    def forget(self, one: int, mask: int) -> int:
        """The set when the levels of `mask` no longer matter: what some values there put into it."""
        if not self.supports[one] & mask:
            return one
        key = (one, mask)
        found = self._forgotten.get(key)
        if found is None:
            level = self._levels[one]
            low = self.forget(self._lows[one], mask)
            if mask >> level & 1:
                found = FULL if low == FULL else self.either(low, self.forget(self._highs[one], mask))
            else:
                found = self.node(level, low, self.forget(self._highs[one], mask))
            self._forgotten[key] = found
        return found

    def example(self, one: int) -> dict[int, bool]:
        """Bits that put a vector into the set, whatever its other bits are. The set must not be empty."""
        bits: dict[int, bool] = {}
        while one != FULL:
            low = self._lows[one]
            bits[self._levels[one]] = low == EMPTY
            one = low if low != EMPTY else self._highs[one]
        return bits

    def __len__(self) -> int:
        return len(self._levels)
