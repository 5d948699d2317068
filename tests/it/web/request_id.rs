//! The name of a request.

use super::{Outcome, TestSite};

const FIRST_MADE: &str = "01010101010101010101010101010101";

#[tokio::test]
async fn a_plain_name_is_taken_over() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let longest = "a".repeat(64);
    for name in ["7", "A.b_c-9", "4bf92f3577b34da6a3ce929d0e0e4736", &longest] {
        let answer = site.get("/livez").header("x-request-id", name).send().await;
        answer.assert_header_all("x-request-id", [name]);
    }
    Ok(())
}

#[tokio::test]
async fn any_other_name_is_replaced_by_a_new_one() -> Outcome {
    let too_long = "a".repeat(65);
    for name in ["", "a b", "a\"b", "a\tb", "\u{e9}", "a/b", "a{b}", &too_long] {
        let site = TestSite::new().await?.open()?;
        let answer = site.get("/livez").header("x-request-id", name).send().await;
        answer.assert_header_all("x-request-id", [FIRST_MADE]);
    }
    Ok(())
}

#[tokio::test]
async fn of_two_names_neither_is_taken() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let answer = site
        .get("/livez")
        .header("x-request-id", "a")
        .header("x-request-id", "b")
        .send()
        .await;
    answer.assert_header_all("x-request-id", [FIRST_MADE]);
    Ok(())
}

#[tokio::test]
async fn each_request_without_a_name_gets_its_own() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for name in [FIRST_MADE, "02020202020202020202020202020202"] {
        site.get("/nowhere")
            .send()
            .await
            .assert_header_all("x-request-id", [name]);
    }
    Ok(())
}
