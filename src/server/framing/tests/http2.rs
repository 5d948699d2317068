//! The frames of HTTP/2.

use std::time::Duration;

use tokio::time::Instant;

use super::super::http2::{TooManyFrames, Traffic};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const PRIORITY: u8 = 2;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;
const UNKNOWN: u8 = 200;
const PADDED: u8 = 8;

fn flagged(kind: u8, flags: u8, length: usize) -> Vec<u8> {
    let [.., high, middle, low] = length.to_be_bytes();
    let mut frame = vec![high, middle, low, kind, flags, 0, 0, 0, 1];
    frame.resize(frame.len() + length, b'x');
    frame
}

fn frame(kind: u8, length: usize) -> Vec<u8> {
    flagged(kind, 0, length)
}

/// A connection, and the time on it.
struct Client {
    traffic: Traffic,
    now: Instant,
}

impl Client {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            traffic: Traffic::new(now),
            now,
        }
    }

    fn sends(&mut self, bytes: &[u8]) -> Result<(), TooManyFrames> {
        self.traffic.received(bytes, || self.now)
    }

    /// How often it may send these frames at once, while it gets these others for each.
    fn rounds(&mut self, frames: &[u8], answer: &[u8], most: usize) -> usize {
        let round = |_: &usize| {
            let taken = self.traffic.received(frames, || self.now);
            self.traffic.sent(answer);
            taken.is_ok()
        };
        (0..most).take_while(round).count()
    }
}

#[test]
fn floods_end_after_a_thousand_frames_whatever_their_kind() {
    for kind in [
        PRIORITY,
        RST_STREAM,
        SETTINGS,
        PING,
        WINDOW_UPDATE,
        CONTINUATION,
        UNKNOWN,
        DATA,
        HEADERS,
    ] {
        // The answers to such frames are no answers to requests.
        let answer = [frame(PING, 8), frame(SETTINGS, 0), frame(RST_STREAM, 4)].concat();
        let rounds = Client::new().rounds(&frame(kind, 8), &answer, 10_000);
        assert_eq!(rounds, 1_000, "frames of kind {kind}");
    }
    let padded = flagged(DATA, PADDED, 300);
    assert_eq!(Client::new().rounds(&padded, &[], 10_000), 1_000);
}

#[test]
fn requests_that_are_reset_or_refused_without_an_answer_are_a_flood() {
    let reset = [frame(HEADERS, 30), frame(RST_STREAM, 4)].concat();
    assert_eq!(Client::new().rounds(&reset, &[], 10_000), 500);
}

#[test]
fn a_busy_proxy_is_never_cut_off() {
    let body = [frame(HEADERS, 300), frame(DATA, 100), frame(DATA, 0)].concat();
    let about_the_answer = [
        frame(WINDOW_UPDATE, 4),
        frame(WINDOW_UPDATE, 4),
        frame(PRIORITY, 5),
        frame(RST_STREAM, 4),
    ];
    let request = [body, about_the_answer.concat()].concat();
    let answer = [frame(HEADERS, 200), frame(DATA, 300)].concat();
    assert_eq!(Client::new().rounds(&request, &answer, 200_000), 200_000);
}

#[test]
fn a_long_answer_may_be_confirmed_bit_by_bit() {
    let mut client = Client::new();
    let confirmed = frame(WINDOW_UPDATE, 4).repeat(2 * 16);
    assert_eq!(client.rounds(&confirmed, &frame(DATA, 16_384), 10_000), 10_000);
    // But a window of a few bytes, opened again and again, is a flood.
    assert_eq!(client.rounds(&confirmed, &frame(DATA, 16), 10_000), 31);
}

#[test]
fn an_upload_costs_nothing() {
    assert_eq!(Client::new().rounds(&frame(DATA, 256), &[], 100_000), 100_000);
}

#[test]
fn a_hundred_frames_a_second_are_never_too_many_and_twice_as_many_are() {
    let mut client = Client::new();
    for _ in 0..100_000 {
        client.now += Duration::from_millis(10);
        assert_eq!(client.sends(&frame(PING, 8)), Ok(()));
    }
    let mut client = Client::new();
    let round = |_: &u32| {
        client.now += Duration::from_millis(5);
        client.sends(&frame(PING, 8)).is_ok()
    };
    let rounds = (0..100_000).take_while(round).count();
    assert!((1_990..=2_010).contains(&rounds), "{rounds}");
}

#[test]
fn frames_are_counted_alike_however_they_are_cut() {
    let round = [frame(HEADERS, 20), frame(DATA, 700), frame(PING, 8), frame(SETTINGS, 0)].concat();
    let flood = round.repeat(400);
    for size in [1, 2, 8, 9, 10, 17, 1_000, flood.len()] {
        let mut client = Client::new();
        let mut passed = 0;
        for piece in flood.chunks(size) {
            if client.sends(piece).is_err() {
                break;
            }
            passed += piece.len();
        }
        // Three of each four frames count.
        let end = 333 * round.len() + frame(HEADERS, 20).len() + frame(DATA, 700).len() + 9;
        let expected = (end - 1) / size * size;
        assert_eq!(passed, expected, "in pieces of {size}");
    }
}
