//! Reading a page.

use std::collections::BTreeSet;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What the tests need of a page.
pub struct Page {
    pub path: String,
    pub lines: usize,
    /// The `console` blocks, each with the number of its first line.
    pub blocks: Vec<(usize, String)>,
    /// Where its links and pictures lead, each with its line.
    pub links: Vec<(usize, String)>,
    /// What a link to a heading says after `#`.
    pub anchors: BTreeSet<String>,
}

impl Page {
    pub fn read(path: &str) -> Self {
        let text = std::fs::read_to_string(super::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self::parse(path, &text)
    }

    pub fn parse(path: &str, text: &str) -> Self {
        let mut page = Self {
            path: path.to_owned(),
            lines: text.lines().count(),
            blocks: Vec::new(),
            links: Vec::new(),
            anchors: BTreeSet::new(),
        };
        let (mut in_block, mut heading) = (false, None);
        for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            let line = 1 + text[..range.start].matches('\n').count();
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) if &*language == "console" => {
                    page.blocks.push((line + 1, String::new()));
                    in_block = true;
                }
                Event::End(TagEnd::CodeBlock) => in_block = false,
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push((line, dest_url.to_string()));
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.add_anchor(&heading.take().unwrap_or_default()),
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    } else if let Some((_, block)) = page.blocks.last_mut().filter(|_| in_block) {
                        block.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        page
    }

    /// As forges name headings: words in lower case with hyphens between, and a number where there are several.
    fn add_anchor(&mut self, heading: &str) {
        let kept = heading
            .chars()
            .filter(|one| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_'));
        let anchor = kept.collect::<String>().to_lowercase().replace(' ', "-");
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let mut names = std::iter::once(anchor.clone()).chain(numbered);
        self.anchors.extend(names.find(|name| !self.anchors.contains(name)));
    }
}

#[test]
fn blocks_links_and_headings_are_found() {
    let text = "# A `b` & c\n\n## D\n\n## D\n\n[x](y.md#z) `[no](no)`\n\n```console\n$ a\nb\n```\n\n```sh\n# no\n```\n";
    let page = Page::parse("a.md", text);
    assert_eq!(page.anchors.into_iter().collect::<Vec<_>>(), ["a-b--c", "d", "d-1"]);
    assert_eq!(page.links, [(7, "y.md#z".to_owned())]);
    assert_eq!(page.blocks, [(10, "$ a\nb\n".to_owned())]);
}
