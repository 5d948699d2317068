use super::vectors;
use crate::refusals::{EXACT_PARAMETERS, Work};
use crate::{Argon2Cost, Argon2Variant, Cost, Prf, RefusalWork, ScryptCost, ShaCryptDigest, StoredHash};

fn learn<'a>(costs: impl IntoIterator<Item = &'a Cost>) -> RefusalWork {
    let mut refusals = RefusalWork::default();
    costs.into_iter().for_each(|cost| refusals.add(cost));
    refusals
}

fn argon2(memory_kib: u32, passes: u32) -> Cost {
    Cost::Argon2(Argon2Cost {
        variant: Argon2Variant::Id,
        memory_kib,
        passes,
        lanes: 1,
    })
}

fn scrypt(log2_n: u8, p: u32) -> Cost {
    Cost::Scrypt(ScryptCost { log2_n, r: 8, p })
}

/// The costs of all known answers, others of their families, and more parameters than are kept apart.
fn mix() -> Vec<Cost> {
    let known = vectors::all().map(|(_, _, text)| StoredHash::parse(text).unwrap().cost());
    let others = [
        Cost::Bcrypt { cost: 12 },
        Cost::Pbkdf2 {
            prf: Prf::HmacSha512,
            rounds: 210_000,
        },
        Cost::ShaCrypt {
            digest: ShaCryptDigest::Sha512,
            rounds: 656_000,
        },
        Cost::Phpass { log2_rounds: 13 },
    ];
    let many = (1..=20).flat_map(|n| [argon2(1024 * n, 3), scrypt(5, n)]);
    known.chain(others).chain(many).collect()
}

#[test]
fn every_refusal_adds_up_to_the_same_work() {
    let costs = mix();
    let refusals = learn(&costs);
    let unknown_name = refusals.remaining(None);
    assert_eq!(unknown_name, refusals.total());
    for cost in &costs {
        let sum = refusals.work_of(cost) + refusals.remaining(Some(cost));
        assert_eq!(sum, unknown_name, "{cost:?}");
    }
}

#[test]
fn up_to_sixteen_parameters_are_kept_apart_and_the_rest_are_one_maximum() {
    let costs: Vec<Cost> = (1..=18).map(|n| argon2(1024 * n, 1)).collect();
    let (exact, rest) = costs.split_at(EXACT_PARAMETERS);
    let mut sum: Work = exact
        .iter()
        .map(|cost| RefusalWork::default().work_of(cost))
        .fold(Work::default(), |a, b| a + b);
    assert_eq!(learn(exact).total(), sum);
    let refusals = learn(&costs);
    sum = sum + refusals.work_of(&rest[1]);
    assert_eq!(refusals.total(), sum);
    assert_ne!(refusals.remaining(Some(&rest[0])), refusals.remaining(Some(&rest[1])));
}

#[test]
fn a_linear_family_spends_the_rest_of_its_maximum() {
    let rounds = |rounds| Cost::Pbkdf2 {
        prf: Prf::HmacSha256,
        rounds,
    };
    let refusals = learn(&[rounds(1000), rounds(600_000), rounds(29_000)]);
    let nothing = RefusalWork::default();
    assert_eq!(refusals.total(), nothing.work_of(&rounds(600_000)));
    assert_eq!(
        refusals.remaining(Some(&rounds(29_000))),
        nothing.work_of(&rounds(571_000))
    );
    assert_eq!(refusals.remaining(Some(&rounds(600_000))), Work::default());
    assert_eq!(refusals.remaining(Some(&Cost::Bcrypt { cost: 12 })), refusals.total());
    // One that nobody has told of.
    assert_eq!(refusals.remaining(Some(&rounds(700_000))), Work::default());
}

#[test]
fn a_database_of_bcrypt_spends_nothing_else() {
    let refusals = learn(&[
        Cost::Bcrypt { cost: 10 },
        Cost::Bcrypt { cost: 12 },
        Cost::Bcrypt { cost: 11 },
    ]);
    assert!(refusals.is_bcrypt_only());
    assert_eq!(refusals.bcrypt_cost(), Some(12));
    assert_eq!(refusals.remaining(None), Work::default());
    assert!(RefusalWork::default().is_bcrypt_only());
    assert_eq!(RefusalWork::default().bcrypt_cost(), None);
}

#[test]
fn any_other_family_is_more_than_bcrypt() {
    for cost in mix().iter().filter(|cost| !matches!(cost, Cost::Bcrypt { .. })) {
        let refusals = learn([cost]);
        assert!(!refusals.is_bcrypt_only(), "{cost:?}");
        assert_eq!(refusals.remaining(Some(cost)), Work::default(), "{cost:?}");
        assert_ne!(refusals.remaining(None), Work::default(), "{cost:?}");
    }
}

#[test]
fn what_is_learned_does_not_depend_on_order_or_repetition() {
    let costs: Vec<Cost> = vectors::all()
        .map(|(_, _, text)| StoredHash::parse(text).unwrap().cost())
        .collect();
    let refusals = learn(&costs);
    assert_eq!(learn(costs.iter().rev().chain(&costs)), refusals);
    assert_ne!(learn(&costs[1..2]), refusals);
}

#[test]
fn spending_ends_for_every_family_and_any_password() {
    let cheap = [
        Cost::Pbkdf2 {
            prf: Prf::HmacSha1,
            rounds: 10,
        },
        Cost::Pbkdf2 {
            prf: Prf::HmacSha512,
            rounds: 10,
        },
        Cost::ShaCrypt {
            digest: ShaCryptDigest::Sha256,
            rounds: 1000,
        },
        Cost::ShaCrypt {
            digest: ShaCryptDigest::Sha512,
            rounds: 1000,
        },
        Cost::Phpass { log2_rounds: 7 },
        Cost::Digest,
    ];
    let many: Vec<Cost> = (1..=18).flat_map(|n| [argon2(8 * n, 1), scrypt(1, n)]).collect();
    let refusals = learn(cheap.iter().chain(&many));
    for password in ["", "kettle-otter-velvet", "\0", "€"] {
        refusals.spend(password, None);
        cheap
            .iter()
            .chain(&many)
            .for_each(|cost| refusals.spend(password, Some(cost)));
    }
}
