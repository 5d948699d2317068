//! The one loop that takes nearly all the time of a bcrypt, for several of them in turns.

use std::hint::black_box;

use super::state::{SUBKEYS, State, WORDS};

/// Replaces all subkeys and boxes: how `ExpandKey` goes on after the mixing, for several states in turns.
///
/// In each state every encryption takes the result of the one before and reads what that one wrote. The states have
/// nothing to do with each other, so the processor begins on the next while one waits for its boxes.
#[inline(never)]
pub(super) fn refill<const N: usize>(states: &mut [State; N]) {
    let [mut left, mut right] = [[0; N], [0; N]];
    for pair in 0..WORDS / 2 {
        encrypt(states, &mut left, &mut right);
        for ((state, left), right) in states.iter_mut().zip(&left).zip(&right) {
            state.put(pair, *left, *right);
        }
    }
}

/// Encrypts one block with each state.
#[inline(always)]
pub(super) fn encrypt<const N: usize>(states: &[State; N], left: &mut [u32; N], right: &mut [u32; N]) {
    whiten(states, left, 0);
    // Written out, there is no counter, for which several lanes have no register.
    two_rounds(states, left, right, 0);
    two_rounds(states, left, right, 1);
    two_rounds(states, left, right, 2);
    two_rounds(states, left, right, 3);
    two_rounds(states, left, right, 4);
    two_rounds(states, left, right, 5);
    two_rounds(states, left, right, 6);
    two_rounds(states, left, right, 7);
    whiten(states, right, SUBKEYS - 1);
    std::mem::swap(left, right);
}

#[inline(always)]
fn whiten<const N: usize>(states: &[State; N], half: &mut [u32; N], subkey: usize) {
    for (half, state) in half.iter_mut().zip(states) {
        *half ^= state.subkey(subkey);
    }
}

#[inline(always)]
fn two_rounds<const N: usize>(states: &[State; N], left: &mut [u32; N], right: &mut [u32; N], i: usize) {
    one_round(states, left, right, 2 * i + 1);
    one_round(states, right, left, 2 * i + 2);
}

/// A round of each lane. The subkey goes first, being there early: what the next round waits for comes last. Without
/// the black box, LLVM moves the subkey to the end, which makes the chain a step longer: a tenth of the speed.
#[inline(always)]
fn one_round<const N: usize>(states: &[State; N], from: &[u32; N], to: &mut [u32; N], subkey: usize) {
    for ((state, from), to) in states.iter().zip(from).zip(to) {
        let whitened = black_box(*to ^ state.subkey(subkey));
        *to = whitened ^ state.scramble(*from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(number: u32) -> State {
        let mut state = State::empty();
        state.begin(&[number; SUBKEYS], &[1, 2, number, 4]);
        state
    }

    fn several_are_refilled_like_one<const N: usize>() {
        let mut together: [State; N] = std::array::from_fn(|i| begun(i as u32));
        refill(&mut together);
        for (i, state) in together.iter().enumerate() {
            let mut alone = [begun(i as u32)];
            refill(&mut alone);
            assert!(state.words() == alone[0].words(), "state {i} of {N}");
        }
    }

    #[test]
    fn a_state_is_refilled_alike_alone_and_beside_others() {
        several_are_refilled_like_one::<1>();
        several_are_refilled_like_one::<2>();
        several_are_refilled_like_one::<3>();
        several_are_refilled_like_one::<4>();
        several_are_refilled_like_one::<5>();
    }

    #[test]
    fn a_wiped_state_holds_nothing() {
        let mut state = begun(7);
        assert!(!state.is_empty());
        state.wipe();
        assert!(state.is_empty());
    }
}
