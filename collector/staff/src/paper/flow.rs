//! Fills one page after another from above, with a head on each and »side 1 af 3« at the foot.

use super::leaf::{Area, Ink, Mark, PAGE};
use super::lettering::{Face, Style, line, wrap};

/// The border of the page.
const BORDER: f32 = 16.0;
/// The room for the foot, from the lower edge of the page.
const FOOT: f32 = 20.0;
/// The foot.
const SMALL: Style = Style::new(Face::Regular, 8.0);

/// How wide the text is.
pub(super) const ROOM: f32 = PAGE.width - 2.0 * BORDER;

/// Marks that stay together, counted from their own upper left corner.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Block {
    /// How high it is.
    pub(super) height: f32,
    /// What is in it.
    pub(super) marks: Vec<Mark>,
}

/// Pages being filled.
pub(super) struct Flow {
    head: Block,
    leaves: Vec<Vec<Mark>>,
    top: f32,
}

impl Block {
    /// Returns text in lines that begin at `left` and are `room` wide.
    pub(super) fn text(text: &str, style: Style, left: f32, room: f32) -> Self {
        let mut block = Self::default();
        for line in wrap(text, style, room) {
            block.marks.push(Mark::words(line, style, left, block.height));
            block.height += style.leading();
        }
        block
    }

    /// Returns nothing, `height` high.
    pub(super) fn gap(height: f32) -> Self {
        Self { height, marks: Vec::new() }
    }

    /// Returns the block with `other` beneath it.
    pub(super) fn above(mut self, other: Self) -> Self {
        let down = self.height;
        self.marks.extend(other.marks.into_iter().map(|mark| mark.moved(0.0, down)));
        self.height += other.height;
        self
    }

    /// Returns the block with `other` at the same height.
    pub(super) fn beside(mut self, other: Self) -> Self {
        self.marks.extend(other.marks);
        self.height = self.height.max(other.height);
        self
    }

    /// Returns the block moved to the right.
    pub(super) fn indented(self, by: f32) -> Self {
        let marks = self.marks.into_iter().map(|mark| mark.moved(by, 0.0)).collect();
        Self { height: self.height, marks }
    }

    /// Returns the block in white on a black bar across the page.
    pub(super) fn on_bar(self) -> Self {
        const PADDING: f32 = 2.0;
        let height = self.height + 2.0 * PADDING;
        let bar = Mark::Bar(Area { left: 0.0, top: 0.0, width: ROOM, height });
        let white = |mark: Mark| match mark.moved(PADDING + 1.0, PADDING) {
            Mark::Words { left, baseline, style, line, .. } => {
                Mark::Words { left, baseline, style, line, ink: Ink::White }
            }
            Mark::Frame(area, thick) => Mark::Frame(area, thick),
            Mark::Bar(area) => Mark::Bar(area),
        };
        Self { height, marks: [bar].into_iter().chain(self.marks.into_iter().map(white)).collect() }
    }
}

impl Flow {
    /// Begins with a first page; `head` stands at the top of each.
    pub(super) fn new(head: Block) -> Self {
        let mut flow = Self { head: Block::default(), leaves: Vec::new(), top: 0.0 };
        flow.turn(head);
        flow
    }

    /// Goes on with a new page, and with another head from there.
    pub(super) fn turn(&mut self, head: Block) {
        self.head = head;
        self.new_page();
    }

    /// Adds a block, on the next page if there is no room for it on this one.
    pub(super) fn put(&mut self, block: Block) {
        self.keep(block.height);
        let marks = block.marks.into_iter().map(|mark| mark.moved(BORDER, self.top));
        if let Some(leaf) = self.leaves.last_mut() {
            leaf.extend(marks);
        }
        self.top += block.height;
    }

    /// Adds a block here, and at the top of the pages that follow.
    pub(super) fn repeat(&mut self, block: Block) {
        self.put(block.clone());
        self.head = std::mem::take(&mut self.head).above(block);
    }

    /// Adds text line by line, so that a long one goes on over the next page; Arabic and Hebrew stand at the right.
    pub(super) fn pour(&mut self, text: &str, style: Style, left: f32) {
        for line in wrap(text, style, ROOM - left) {
            let left = if line.from_right { ROOM - line.width } else { left };
            self.put(Block { height: style.leading(), marks: vec![Mark::words(line, style, left, 0.0)] });
        }
    }

    /// Leaves some room free, but not at the top of a page.
    pub(super) fn gap(&mut self, height: f32) {
        if self.top > BORDER + self.head.height {
            self.top += height;
        }
    }

    /// Goes to the next page unless so much fits on this one.
    pub(super) fn keep(&mut self, height: f32) {
        let begun = self.top > BORDER + self.head.height;
        if begun && self.top + height > PAGE.height - FOOT {
            self.new_page();
        }
    }

    /// Returns the pages, each with `foot` and its number.
    pub(super) fn finish(self, foot: &str) -> Vec<Vec<Mark>> {
        let count = self.leaves.len();
        let numbered = |(index, mut leaf): (usize, Vec<Mark>)| {
            let top = PAGE.height - FOOT + 6.0;
            let number = line(&format!("side {} af {count}", index + 1), SMALL);
            let left = PAGE.width - BORDER - number.width;
            leaf.push(Mark::words(number, SMALL, left, top));
            leaf.push(Mark::words(line(foot, SMALL), SMALL, BORDER, top));
            leaf
        };
        self.leaves.into_iter().enumerate().map(numbered).collect()
    }

    fn new_page(&mut self) {
        let head = self.head.marks.iter().cloned().map(|mark| mark.moved(BORDER, BORDER));
        self.leaves.push(head.collect());
        self.top = BORDER + self.head.height;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEN: Style = Style::new(Face::Regular, 10.0);

    fn words(leaves: &[Vec<Mark>]) -> Vec<String> {
        let text = |mark: &Mark| match mark {
            Mark::Words { line, .. } => Some(line.text.clone()),
            Mark::Frame(..) | Mark::Bar(_) => None,
        };
        leaves.iter().flatten().filter_map(text).collect()
    }

    #[test]
    fn pages_are_numbered_and_carry_their_head() {
        let mut flow = Flow::new(Block::text("Hoved", TEN, 0.0, ROOM));
        flow.pour(&"ord\n".repeat(100), TEN, 0.0);
        let leaves = flow.finish("Fod");
        let words = words(&leaves);
        assert_eq!(leaves.len(), 2);
        assert_eq!(words.iter().filter(|word| *word == "Hoved" || *word == "Fod").count(), 4);
        assert!(words.contains(&"side 2 af 2".to_owned()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn everything_stands_on_its_page_in_full(texts in prop::collection::vec("[a-zæøåا-غ \n]{0,300}", 0..8)) {
            let mut flow = Flow::new(Block::text("Hoved", TEN, 0.0, ROOM));
            for text in &texts {
                flow.pour(text, TEN, 4.0);
                flow.gap(3.0);
                flow.put(Block::text("blok", TEN, 0.0, ROOM).above(Block::gap(20.0)));
            }
            let leaves = flow.finish("Fod");
            let inner = PAGE.inset(BORDER - 6.0);
            for mark in leaves.iter().flatten() {
                let area = mark.area();
                let fits = area.left >= inner.left && area.right() <= inner.right();
                prop_assert!(fits && area.bottom() <= inner.bottom(), "{area:?}");
            }
            let poured: String = texts.concat().split_whitespace().collect();
            let ours = |word: &String| ["Hoved", "Fod", "blok"].contains(&word.as_str()) || word.starts_with("side ");
            let kept: Vec<String> = words(&leaves).into_iter().filter(|word| !ours(word)).collect();
            let kept: String = kept.concat().split_whitespace().collect();
            prop_assert_eq!(kept, poured);
        }
    }
}
