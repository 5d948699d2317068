use super::super::{Finished, MAX_LANES};
use super::differential::{hash, neighbour, password};
use super::{Dice, Job, Lanes};

/// The rounds after which each ticket is answered, and the answers.
fn run(lanes: &mut Lanes<&'static str>) -> Vec<(u32, &'static str, bool)> {
    let mut answers = Vec::new();
    for round in 1.. {
        if lanes.is_empty() {
            break;
        }
        answers.extend(
            lanes
                .step()
                .map(|Finished { ticket, matches }| (round, ticket, matches)),
        );
    }
    answers
}

fn job(cost: u32, password: &str) -> Job {
    let parts = bcrypt::hash_with_salt("right", cost, [9; 16]).unwrap();
    Job::parse(&parts.to_string(), password.as_bytes()).unwrap()
}

#[test]
fn whoever_joins_and_leaves_at_whatever_round_is_judged_as_the_crate_judges() {
    let mut dice = Dice(0x4a11);
    for limit in 2..=MAX_LANES {
        let mut lanes = Lanes::new(limit);
        let (mut waiting, mut abandoned) = (150, 0);
        while waiting > 0 || !lanes.is_empty() {
            // About one a dozen rounds, so that now few are under way and now many.
            if waiting > 0 && lanes.have_room() && dice.below(12) == 0 {
                waiting -= 1;
                let (right, cost) = (password(&mut dice), 4 + dice.below(3) as u32);
                let hash = hash(&mut dice, &right, cost);
                let tried = if dice.below(2) == 0 {
                    neighbour(&mut dice, &right)
                } else {
                    right
                };
                let expected = bcrypt::verify(&tried, &hash).unwrap();
                let job = Job::parse(&hash, &tried)
                    .unwrap()
                    .refuse_at_cost(4 + dice.below(4) as u32);
                lanes.join(job, expected).unwrap();
            }
            if dice.below(100) == 0 {
                let before = lanes.len();
                lanes.retain(|_| dice.below(3) > 0);
                abandoned += before - lanes.len();
            }
            for Finished { ticket, matches } in lanes.step() {
                assert_eq!(matches, ticket, "{limit} lanes, {waiting} still to come");
            }
        }
        assert!(abandoned > 5, "{abandoned}");
    }
}

#[test]
fn nobody_waits_for_another() {
    let mut lanes = Lanes::new(MAX_LANES);
    lanes.join(job(8, "right"), "slow").unwrap();
    for _ in 0..100 {
        assert_eq!(lanes.step().count(), 0);
    }
    lanes.join(job(4, "right"), "quick").unwrap();
    lanes.join(job(5, "wrong"), "wrong").unwrap();
    assert_eq!(
        run(&mut lanes),
        [(16, "quick", true), (32, "wrong", false), (156, "slow", true)]
    );
}

#[test]
fn a_wrong_password_is_refused_after_the_rounds_of_the_cost_asked_for_and_a_right_one_is_not_held_back() {
    let mut lanes = Lanes::new(MAX_LANES);
    lanes.join(job(4, "right").refuse_at_cost(6), "right").unwrap();
    lanes.join(job(4, "wrong").refuse_at_cost(6), "wrong").unwrap();
    lanes.join(job(5, "wrong").refuse_at_cost(4), "costly").unwrap();
    assert_eq!(
        run(&mut lanes),
        [(16, "right", true), (32, "costly", false), (64, "wrong", false)]
    );
}

#[test]
fn a_decoy_refuses_after_the_rounds_of_its_cost() {
    let mut lanes = Lanes::new(1);
    lanes.join(Job::decoy(5, b"right").unwrap(), "decoy").unwrap();
    assert_eq!(run(&mut lanes), [(32, "decoy", false)]);
    // Not even for the digest that it is made with.
    assert!(!Job::decoy(5, b"right").unwrap().accepts(&[0; 23]));
    for cost in [0, 3, 32, u32::MAX] {
        assert!(Job::decoy(cost, b"").is_err(), "{cost}");
    }
}

#[test]
fn the_highest_costs_are_taken_and_can_be_abandoned() {
    let mut lanes = Lanes::new(2);
    lanes
        .join(Job::decoy(31, b"").unwrap().refuse_at_cost(99), "endless")
        .unwrap();
    lanes.join(job(4, "right"), "quick").unwrap();
    for _ in 0..15 {
        assert_eq!(lanes.step().count(), 0);
    }
    lanes.retain(|ticket| *ticket != "endless");
    assert_eq!(run(&mut lanes), [(1, "quick", true)]);
}

#[test]
fn when_all_lanes_are_taken_a_job_comes_back_and_disturbs_nobody() {
    for (limit, lanes_there) in [(0, 1), (1, 1), (3, 3), (4, 4), (5, 5), (9, 5)] {
        let mut lanes = Lanes::new(limit);
        for _ in 0..lanes_there {
            assert!(lanes.have_room());
            lanes.join(job(4, "right"), "in").unwrap();
        }
        assert!(!lanes.have_room());
        let (job, ticket) = lanes.join(job(5, "wrong"), "out").unwrap_err();
        assert_eq!((ticket, lanes.len()), ("out", lanes_there));
        assert_eq!(run(&mut lanes), vec![(16, "in", true); lanes_there]);
        lanes.join(job, ticket).unwrap();
        assert_eq!(run(&mut lanes), [(32, "out", false)]);
    }
}

#[test]
fn the_tickets_of_those_under_way_can_be_seen_and_changed() {
    let mut lanes = Lanes::new(MAX_LANES);
    lanes.join(job(4, "right"), "first").unwrap();
    lanes.join(job(5, "right"), "second").unwrap();
    assert!(lanes.tickets().copied().eq(["first", "second"]));
    lanes.tickets_mut().for_each(|ticket| *ticket = "changed");
    assert_eq!(run(&mut lanes), [(16, "changed", true), (32, "changed", true)]);
}

#[test]
fn a_step_with_nobody_under_way_does_nothing() {
    let mut lanes = Lanes::<u8>::new(MAX_LANES);
    assert_eq!((lanes.step().count(), lanes.is_empty(), lanes.len()), (0, true, 0));
}

#[test]
fn lanes_and_jobs_can_go_to_another_thread() {
    fn goes<T: Send + 'static>() {}
    goes::<Lanes<u8>>();
    goes::<Job>();
}
