//! What made-up people write: parents about their days, staff about what they did, and now and then what breaks programs.

use super::chance::Chance;

/// How somebody writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Things go well.
    Light,
    /// Neither nor.
    Plain,
    /// It is hard.
    Heavy,
}

/// Returns some sentences of at most `most` letters.
pub(super) fn story(tone: Tone, most: u16, chance: &mut Chance) -> String {
    let sentences: &[&str] = match tone {
        Tone::Light => &LIGHT,
        Tone::Plain => &PLAIN,
        Tone::Heavy => &HEAVY,
    };
    let first = chance.pick(sentences);
    let between = if chance.mille(150) { "\r\n\r\n" } else { " " };
    let mut text = first.to_owned();
    for _ in 0..chance.early(0, 3) {
        let more = if chance.mille(300) { chance.pick(&PLAIN) } else { chance.pick(sentences) };
        if !text.contains(more) {
            text = format!("{text}{between}{more}");
        }
    }
    if chance.mille(20) {
        chance.pick(&FOREIGN).clone_into(&mut text);
    }
    cut(&text, most)
}

/// Returns a name that no program must stumble over.
pub(super) fn awkward_name(most: u16, chance: &mut Chance) -> String {
    cut(chance.pick(&AWKWARD_NAMES), most)
}

/// Returns a text that no program must stumble over.
pub(super) fn awkward_story(most: u16, chance: &mut Chance) -> String {
    match chance.below(AWKWARD_STORIES.len() + 1) {
        0 => cut(&"Det er en lang historie, og den bliver ved. Æ, ø og å er med hele vejen. ".repeat(200), most),
        place => cut(AWKWARD_STORIES.get(place - 1).copied().unwrap_or_default(), most),
    }
}

/// Returns what somebody notes after a talk.
pub(super) fn note_after_talk(chance: &mut Chance) -> &'static str {
    chance.pick(&AFTER_TALK)
}

/// Returns what somebody notes while nobody answers.
pub(super) fn note_without_talk(chance: &mut Chance) -> &'static str {
    chance.pick(&WITHOUT_TALK)
}

/// Returns what somebody notes about a package.
pub(super) fn note_about_package(chance: &mut Chance) -> &'static str {
    chance.pick(&ABOUT_PACKAGE)
}

/// Returns at most `most` letters of the text.
fn cut(text: &str, most: u16) -> String {
    text.chars().take(usize::from(most)).collect()
}

const LIGHT: [&str; 14] = [
    "Vi har det godt, og det er rart at blive spurgt.",
    "Han smiler, når vi synger for ham. Det gør det hele værd.",
    "Tak for teksten om søvn. Den læste vi højt for hinanden.",
    "Vi går tur hver formiddag, og så falder der ro på os alle tre.",
    "Min svigermor kommer om tirsdagen. Det er guld værd.",
    "Det bliver lettere, end jeg troede.",
    "Hun har fået sin første tand! Og hun griner af katten.",
    "Vores sundhedsplejerske er skøn.",
    "Vi er blevet bedre til at skiftes om natten.",
    "Jeg er stolt af os.",
    "Det hjalp at tale om det, der var svært.",
    "I dag sagde hun »bog« og pegede på reolen.",
    "Jeg glæder mig til at møde den lille.",
    "Barselsgruppen er blevet til et rigtigt venskab.",
];

const PLAIN: [&str; 14] = [
    "Det svinger fra dag til dag.",
    "Vi venter på svar om en plads i vuggestuen.",
    "Jeg vil gerne vide mere om mad til et barn på seks måneder.",
    "Vi har to andre børn på 3 og 7 år.",
    "Min mand arbejder i skiftehold.",
    "Vi er lige flyttet og kender ikke nogen i byen endnu.",
    "Jeg læser mest på telefonen, når barnet sover.",
    "Hvornår må man begynde med vand i kop?",
    "Bliver pakken tilpasset, hvis barnet er født for tidligt?",
    "Vi bor hos mine forældre for en tid.",
    "Jeg kan bedst tale i telefon, mens hun sover til middag.",
    "Er der en legestue i nærheden af os?",
    "Jeg er i gang med en uddannelse og begynder igen til februar.",
    "Han er nummer to, så noget af det har vi prøvet.",
];

const HEAVY: [&str; 14] = [
    "Jeg græder tit, når barnet sover, og ved ikke hvorfor.",
    "Jeg er bange for, at jeg ikke er god nok som mor.",
    "Vi skændes om alting, og bagefter er jeg helt tom.",
    "Nætterne er det værste. Jeg sover måske tre timer.",
    "Der er ikke flere penge efter den 20.",
    "Jeg savner min egen mor. Hun døde sidste år.",
    "Fødslen sidder i kroppen endnu. Jeg vågner og er der igen.",
    "Jeg føler mig alene, også når der er nogen hjemme.",
    "Jeg har ikke sagt det til nogen før nu.",
    "Det er svært at være glad, når alle siger, at jeg skal være det.",
    "Han vil kun have sin far, og det gør ondt.",
    "Jeg er så træt, at jeg glemmer, hvad jeg er i gang med.",
    "Vi skal måske ud af lejligheden, og jeg ved ikke, hvor vi skal hen.",
    "Jeg ved ikke, hvem jeg skal ringe til.",
];

const FOREIGN: [&str; 5] = [
    "I am new in Denmark and do not know who to ask. Is there a group for mothers who speak English?",
    "Nie mówię jeszcze dobrze po duńsku, ale chętnie porozmawiam.",
    "Danca bilmiyorum, eşim yardım ediyor. Teşekkürler!",
    "أتعلم اللغة الدنماركية. شكرًا على المساعدة.",
    "Qujanaq. Kalaallisut oqaluttumik pisinnaavunga?",
];

const AWKWARD_NAMES: [&str; 14] = [
    "=1+1",
    "=HYPERLINK(\"https://eksempel.dk\";\"Klik her\")",
    "+Karla",
    "-Kim",
    "@SUM(A1:A9)",
    "\t=2*3",
    "＝ＳＵＭ（Ａ１）",
    "\u{202E}nesraK\u{202C} Hansen",
    "\u{1b}[31mRød\u{1b}[0m Ørsted",
    "<script>alert('å')</script>",
    "👩🏽\u{200D}👧 Familien på 3.",
    "Karl \"Kalle\"; Ørn, den ældre",
    "Wolfeschlegelsteinhausenbergerdorff-Østergaard-Bækgård-Kjærgaard af den lange gren, som ingen etiket kan rumme",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
];

const AWKWARD_STORIES: [&str; 8] = [
    "=cmd|'/C calc'!A0\r\n+1\r\n-1\r\n@her",
    "\u{1b}]0;overtaget\u{7}\u{1b}[2J\u{1b}[1;31mSkærmen er væk\u{1b}[0m",
    "\u{202E}gninsæl egnalkab\u{202C} og \u{200F}forfra igen\u{2066}.",
    "<img src=x onerror=alert(1)> & <b>fed</b> ]]> --> &lt;",
    "Linje 1\r\nLinje 2\n\n\n\nLinje 6\rLinje 7\u{2028}Linje 8",
    "🤱🏾🍼🧸 💤💤💤 🧑\u{200D}🧑\u{200D}🧒",
    "\"citat\";semikolon;\"\"dobbelt\"\";\\bagud\\;{{ skabelon }};{% hvis %}",
    "OrdmedsåmangebogstaveratdetaldrigkanblivedeltnogetstedogderforløberudoverkantenafallesidermedmindrenogenharTænktpådet",
];

const AFTER_TALK: [&str; 14] = [
    "God samtale på en halv time. Hun vil gerne med i en mødregruppe, og jeg har sendt hende to steder at ringe til.",
    "Talte om nætterne. De prøver at dele dem i to, så begge får fire timer i træk. Ringer igen om en uge.",
    "Han var lettet over, at nogen spurgte. Aftalt, at de sammen tager det op med sundhedsplejersken.",
    "Hun har talt med sin læge og får tid i næste uge. Hun har vores nummer.",
    "Vi gik kontanthjælp og børnetilskud igennem. Hun ringer selv til Udbetaling Danmark.",
    "Familien har det bedre end sidst. De takker for opkaldet.",
    "Talte om fødslen. Hun vil gerne have en efterfødselssamtale, og jeg har forklaret, hvordan hun beder om den.",
    "Mormor hjælper nu to gange om ugen. Det gør en forskel.",
    "Aftalt kontakt til den lokale forening og en plads i legestuen om torsdagen.",
    "Hun ville mest bare høre, at det er almindeligt. Det er det, og det sagde jeg.",
    "Talte sammen med tolk. Alt er forstået, og hun fik en bekræftelse på skrift.",
    "De er gået fra hinanden, men taler pænt sammen om barnet. Henvist til familierådgivning i kommunen.",
    "Barnet tager fint på. Vi talte om, hvad man kan gøre, når gråden bliver for meget.",
    "Varm samtale. Hun har nogen at ringe til og en plan for weekenden.",
];

const WITHOUT_TALK: [&str; 6] = [
    "Ringede om formiddagen, intet svar. Prøver igen i morgen.",
    "Telefonen er slukket. Har ikke lagt besked, for det er der ikke sagt ja til.",
    "Ringede uden for barnets sovetid. Ingen hjemme.",
    "Har sendt en sms uden navn på, hvem vi er, og hvad det handler om.",
    "Tredje forsøg uden svar.",
    "Nummeret er ikke i brug. Der er ikke skrevet andet.",
];

const ABOUT_PACKAGE: [&str; 6] = [
    "Pakkeshop aftalt. Neutral kasse.",
    "Familien vil gerne have de små størrelser; barnet kom for tidligt.",
    "Der er lagt en ekstra bog i til storebror.",
    "Lokalforeningen ringer, når pakken står klar.",
    "Har talt med sundhedsplejersken, som tager den med ved næste besøg.",
    "Mangler vinterdragt på lageret. Den sendes bagefter.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_longer_than_it_may_be() {
        let mut chance = Chance::of(&[4]);
        for most in [1, 12, 60, 500] {
            for _ in 0..50 {
                for text in [
                    story(Tone::Heavy, most, &mut chance),
                    awkward_name(most, &mut chance),
                    awkward_story(most, &mut chance),
                ] {
                    assert!((1..=usize::from(most)).contains(&text.chars().count()), "{text}");
                }
            }
        }
    }

    #[test]
    fn no_sentence_holds_what_looks_like_a_personal_number() {
        let all = [LIGHT, PLAIN, HEAVY, AFTER_TALK].concat();
        let digits = |text: &&&str| text.chars().filter(char::is_ascii_digit).count() >= 8;
        assert_eq!(all.iter().filter(digits).count(), 0);
    }
}
