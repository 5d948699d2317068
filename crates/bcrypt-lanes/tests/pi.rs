use super::super::pi::PI;

/// A fraction in words, from the highest; the first is before the point. The last few make up for rounding.
type Number = [u32; 1 + PI.len() + 4];

fn divide(number: &mut Number, by: u64) {
    let mut rest = 0;
    for word in number.iter_mut() {
        let dividend = rest << 32 | u64::from(*word);
        *word = (dividend / by) as u32;
        rest = dividend % by;
    }
}

/// Adds `times` times another number, which may be negative.
fn add(number: &mut Number, other: &Number, times: i64) {
    let mut carry = 0;
    for (word, other) in number.iter_mut().zip(other).rev() {
        let sum = i64::from(*word) + times * i64::from(*other) + carry;
        *word = sum as u32;
        carry = sum >> 32;
    }
}

/// The arc tangent of 1/x, by its series.
fn arc_tangent(x: u64) -> Number {
    let mut power = [0; size_of::<Number>() / 4];
    power[0] = 1;
    divide(&mut power, x);
    let (mut sum, mut sign) = (power, 1);
    for odd in (3..).step_by(2) {
        divide(&mut power, x * x);
        if power.iter().all(|word| *word == 0) {
            break;
        }
        sign = -sign;
        let mut term = power;
        divide(&mut term, odd);
        add(&mut sum, &term, sign);
    }
    sum
}

#[test]
fn the_table_is_the_fraction_of_pi() {
    let mut pi = [0; size_of::<Number>() / 4];
    add(&mut pi, &arc_tangent(5), 16);
    add(&mut pi, &arc_tangent(239), -4);
    assert_eq!(pi[0], 3);
    assert!(pi[1..=PI.len()] == PI);
}
