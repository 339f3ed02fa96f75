"""The sentences of the method page, in English. `docs/method.md` says the same in short."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.texts import Text, text


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it, in Markdown; items of a list are paragraphs too."""

    heading: Text
    paragraphs: tuple[Text, ...]


INTRO = text(
    "This page says what is promised about the figures, how the promise is kept, and where it ends. "
    "You can try it out on a small invented table."
)
IN_FORCE = {
    "suppress": text("This project **withholds**: a figure is either exact or not shown."),
    "round": text("This project **rounds**: every count of people is shown, as a multiple of {base}."),
}

SECTIONS_BEFORE = (
    Section(
        text("What is promised, and to whom"),
        (
            text(
                "The people behind the numbers are few, and a small number can tell who is meant. So a count "
                "from 1 to {largest} people is *sensitive*. Two kinds of readers could try to work it out."
            ),
            text(
                "- **An outsider** has every figure of every release, every file and every text of this service, "
                "and knows this method. For each sensitive count, an outsider must be left with both "
                "possibilities: that it is 0, and that it is {threshold} or more. Nobody can tell that the count "
                "is small, nor that there was anybody at all."
            ),
            text(
                "- **An insider** is the coordinator of one city. She also knows all counts of her own city. For "
                "each sensitive count of another city, at least {insider_values} numbers must remain possible "
                "for her."
            ),
            text(
                "And no figure that is withheld can be worked out exactly, small or not. The promise holds for "
                "all releases together, not for each one alone."
            ),
        ),
    ),
    Section(
        text("What is withheld, and why"),
        (
            text(
                "1. All sums are made first, from the reports: cities into countries and the project, quarters "
                "into years, activities and categories into totals."
            ),
            text(
                "2. A count is withheld when it is sensitive, and so is a total to which fewer than "
                "{contributors} partners contribute: with two, each could subtract her own number. Where the "
                "policy says so, a group of people who are all in one category is withheld as well."
            ),
            text(
                "3. Then further counts are withheld until the promise holds for every reader. A small count "
                "next to a published total is no secret: whoever subtracts the others has it. These further "
                "counts can be large, and they can be zero."
            ),
            text(
                "Only counts of people are protected. Counts of meetings or sessions say nothing about a person "
                "and are always shown."
            ),
        ),
    ),
)

SECTIONS_AFTER = (
    Section(
        text("What the interval means"),
        (
            text(
                "Beside a withheld figure stands an interval, such as *0 to 12*. It says what the published "
                "figures leave possible, and nothing else. It is computed from published figures only, so you "
                "could compute it yourself, and it tells you nothing new. The true number is somewhere in it. "
                "The middle is not a better guess than the ends."
            ),
            text(
                "Some intervals begin at {threshold} or above. That such a count is at least {threshold} is a "
                "published fact like a shown figure: the count is not small, but showing it exactly would give a "
                "small one away. Without this, more figures would have to be withheld. Every other withheld "
                "figure can be 0 as well as {threshold} or more, as far as anybody can tell."
            ),
        ),
    ),
    Section(
        text("Rates and shares"),
        (
            text(
                "A share is divided from two published counts. It is shown when both counts are shown. From a "
                "share with decimals and one of its two counts, the other could often be worked out, so a share "
                "never tells more than its counts do. Targets, charts, tables and files are made from the "
                "published figures of one release in the same way. Filters choose among published figures; they "
                "never make new sums."
            ),
        ),
    ),
    Section(
        text("One release after another"),
        (
            text(
                "What was published once stays a fact for ever. So each new release is protected together with "
                "all releases before it."
            ),
            text(
                "- A late report is added to sums that were published without it. The difference between the two "
                "sums is that report. Where it is sensitive, the new sum is withheld."
            ),
            text(
                "- A corrected report makes new numbers for its own cells and for the sums that it goes into. "
                "How much it changed is a number of people as well, and is protected like one."
            ),
            text(
                "- A figure that was withheld stays withheld, unless a project manager decides otherwise, gives "
                "a reason, and the promise still holds for all releases."
            ),
            text(
                "- Sums over a year or over the whole period appear once, when the period is over. A sum that "
                "grows from release to release would give each new quarter away."
            ),
        ),
    ),
    Section(
        text("The other way: rounding"),
        (
            text(
                "Where numbers are so small that withholding would hide most of them, a project can choose to "
                "round instead. Then every count of people is shown as a multiple of a base, here {base}. The "
                "true number is less than {base} away, and a true 0 stays 0. Whether a count goes up or down is "
                "drawn by chance, for all counts together, so that parts still add up to their totals wherever "
                "that is possible. A number that was published once keeps its rounded value in later releases. "
                "No count is exact, but a reader knows that one shown as 0 is less than {base}. Exact and "
                "rounded figures are never published side by side: together they tell more than either."
            ),
        ),
    ),
    Section(
        text("How we know that it holds"),
        (
            text(
                "**A proof.** For each withheld figure the program keeps other tables of whole numbers that "
                "would be published in exactly the same way, and in which the figure is another number. They are "
                "checked by adding up whole numbers, without rounding and without trust in any solver. They are "
                "kept with the confidential data."
            ),
            text(
                "**An audit.** A second program then attacks the release. It shares no code with the first. It "
                "reads only the published files and looks for the least and the most that each figure can be, "
                "for outsiders and for each coordinator. Without the proof and the audit there is no release."
            ),
        ),
    ),
    Section(
        text("The limits of the promise"),
        (
            text("No method can promise everything. These are the limits of this one."),
            text(
                "- **What people know about each other.** The promise is about counts. Somebody who knows that a "
                "neighbour takes part, or who has read it elsewhere, knows it with or without these figures. A "
                "figure that a city publishes itself, in a yearly report for instance, can be combined with "
                "ours; please ask the project manager first."
            ),
            text(
                "- **Coordinators who put their numbers together.** The promise is kept for each coordinator "
                "alone. Two who share their counts know more than either, and all but one together know the last "
                "one's share of every published total."
            ),
            text(
                "- **The pattern itself.** Which figures are withheld depends on the counts. Who knows this "
                "method in every detail could try out many tables and ask which of them lead to this very "
                "pattern. We made the pattern tell less: what is withheld next is chosen by the kind of figure "
                "(a city before a country, a quarter before a year) and not by how large the number is; the "
                "order in which cases are treated is fixed; small counts, further counts and hidden zeros look "
                "exactly alike in every page and file, except for those large counts that are published as "
                "{threshold} or more; intervals follow from published figures only; and the reason for "
                "withholding is not published. Something remains: where nothing is withheld, there was no small "
                "count. We know of no method that withholds figures and removes this risk entirely, and we have "
                "no number for it."
            ),
            text(
                "- **Wrong numbers.** The method protects what was reported. It cannot tell whether a report is "
                "right."
            ),
            text(
                "- **The policy.** Whether {largest} people are few enough to need protection is a decision, not "
                "mathematics. The page *About* says which policy this release was made under."
            ),
        ),
    ),
)

REFERENCES_HEADING = text("References")
REFERENCES = (
    (
        "Hundepool, A., Domingo-Ferrer, J., Franconi, L., Giessing, S., Schulte Nordholt, E., Spicer, "
        "K., de Wolf, P.-P.: *Statistical Disclosure Control*. Wiley, 2012.",
        "10.1002/9781118348239",
        text("The textbook: small counts, withholding, rounding."),
    ),
    (
        "Hundepool, A. and others: *Handbook on Statistical Disclosure Control*, second edition, 2024. "
        "github.com/sdcTools/HandbookSDC.",
        "",
        text(
            "What statistical offices in Europe do; chapter 5 on rounding, and on means that give counts away."
        ),
    ),
    (
        "Fischetti, M., Salazar, J. J.: *Solving the Cell Suppression Problem on Tabular Data with "
        "Linear Constraints*. Management Science 47(7), 1008–1027, 2001.",
        "10.1287/mnsc.47.7.1008.9805",
        text("Choosing what else to withhold, for any set of linked sums."),
    ),
    (
        "Salazar González, J. J.: *Extending Cell Suppression to Protect Tabular Data against Several "
        "Attackers*. In: Inference Control in Statistical Databases, Lecture Notes in Computer Science "
        "2316, Springer, 2002.",
        "",
        text("Readers who know some of the numbers themselves."),
    ),
    (
        "Langsrud, Ø.: *Secondary Cell Suppression by Gaussian Elimination: An Algorithm Suitable for "
        "Handling Issues with Zeros and Singletons*. Privacy in Statistical Databases, 2024.",
        "10.1007/978-3-031-69651-0_6",
        text("Zeros, and cells to which only one contributes."),
    ),
    (
        "Minami, K., Abe, Y.: *Algorithmic Matching Attacks on Optimally Suppressed Tabular Data*. "
        "Algorithms 12(8), 165, 2019.",
        "10.3390/a12080165",
        text("How the pattern itself can tell something."),
    ),
    (
        "Wong, R. C.-W., Fu, A. W.-C., Wang, K., Pei, J.: *Minimality Attack in Privacy Preserving Data "
        "Publishing*. Very Large Data Bases, 2007.",
        "",
        text("The same, for another family of methods."),
    ),
    (
        "Asghar, H. J., Kaafar, D.: *Averaging Attacks on Bounded Noise-based Disclosure Control "
        "Algorithms*. Proceedings on Privacy Enhancing Technologies, 2020.",
        "10.2478/popets-2020-0031",
        text("Why we do not add random noise."),
    ),
)
"""Who, what, where and when; the DOI where there is one; and what it is good for."""

# ---- the worked example -----------------------------------------------------------------------------

EXAMPLE_HEADING = text("Try it: a worked example")
EXAMPLE_INTRO = text(
    "Three towns report how many women and men took part in one quarter. **The towns and the numbers are invented**; "
    "change them as you like. What must be hidden is worked out by the same program that protects the releases, "
    "with the rules of this project. Nothing you type is kept."
)
EXAMPLE_PRESETS = text("Start from")
EXAMPLE_PRESET_LABELS = {
    "one": text("One small count"),
    "two": text("Two small counts"),
    "totals": text("Small in every town"),
    "none": text("No small count"),
}
EXAMPLE_COLUMNS = {"women": text("Women"), "men": text("Men"), "_T": text("All people")}
EXAMPLE_IN_TOWN = {
    "women": text("women in {town}"),
    "men": text("men in {town}"),
    "_T": text("all people in {town}"),
}
EXAMPLE_IN_ALL = {
    "women": text("women in the three towns"),
    "men": text("men in the three towns"),
    "_T": text("all people in the three towns"),
}
EXAMPLE_TOWNS = {"alder": "Alder", "birch": "Birch", "cedar": "Cedar"}
EXAMPLE_PLACE_COLUMN = text("Town")
EXAMPLE_ALL_TOWNS = text("All three towns")
EXAMPLE_CLEAR = text("What the towns report")
EXAMPLE_PUBLISHED = text("What is published")
EXAMPLE_HIDDEN_BETWEEN = text("hidden: {lower} to {upper}")
EXAMPLE_HIDDEN_FROM = text("hidden: {lower} or more")

EXAMPLE_NOTHING_HIDDEN = text(
    "No count is from 1 to {largest}, so everything is published. A zero is published too, as long as no small count "
    "can be worked out with it."
)
EXAMPLE_HIDDEN_COUNT = text(
    "**{hidden} of the {cells} numbers are hidden.** "
    "Small themselves: {small}. Hidden to protect the small ones: {further}."
)
EXAMPLE_WHY = text("What is hidden, and why")
EXAMPLE_WHY_COLUMNS = (text("Hidden"), text("Why"))
EXAMPLE_SMALL = text("It is small: from 1 to {largest}.")
EXAMPLE_ANYBODY_EXACT = text("If it were shown, anybody could work out {target}: {chain}.")
EXAMPLE_ANYBODY_AT_LEAST = text("If it were shown, anybody would know that {target} cannot be 0: {chain}.")
EXAMPLE_ANYBODY_AT_MOST = text(
    "If it were shown, anybody would know that {target} cannot be {threshold} or more: {chain}."
)
EXAMPLE_TOWN_EXACT = text(
    "If it were shown, the coordinator of {town}, who knows her own counts, could work out {target}: {chain}."
)
EXAMPLE_TOWN_NEAR = text(
    "If it were shown, the coordinator of {town}, who knows her own counts, would know {target} nearly exactly: "
    "{chain}."
)
EXAMPLE_TOGETHER = text(
    "It leaves room for {target}: were that another number, this one could make up for it, and all published numbers "
    "would still be the same."
)
EXAMPLE_TOGETHER_ALL = text("It leaves room for the others: hidden cells stay open only together.")
EXAMPLE_ALIKE = text(
    "A reader sees no difference between these cells but the intervals. Which of them are the small ones, and the "
    "reasons, are never published in a real release."
)
EXAMPLE_THEN = text("{first}; then {rest}")
EXAMPLE_AT_LEAST_SUM = text("{others} are at least {sum}, so {cell} are at least {value}")
EXAMPLE_AT_MOST_SUM = text("{others} are at most {sum}, so {cell} are at most {value}")
EXAMPLE_AT_LEAST_REST = text(
    "{whole} are {amount}, and {others} at most {sum}, so {cell} are at least {value}"
)
EXAMPLE_AT_MOST_REST = text(
    "{whole} are {amount}, and {others} at least {sum}, so {cell} are at most {value}"
)
EXAMPLE_AMOUNT_AT_LEAST = text("at least {amount}")
EXAMPLE_AMOUNT_AT_MOST = text("at most {amount}")
EXAMPLE_TOGETHER_WITH = text("{others} together")

EXAMPLE_LOOKALIKES = text("Two tables that look the same")
EXAMPLE_LOOKALIKES_INTRO = text(
    "These two tables come from the proof. In one of them {target} are {least}, in the other {most}. Both agree with "
    "every number published above, so nobody who sees only that can tell which of them is true, or whether "
    "another one is."
)
EXAMPLE_LOOKALIKE = text("{target}: {value}")

EXAMPLE_ROUNDED = text("The same table, rounded")
EXAMPLE_ROUNDED_INTRO = text(
    "If the project rounded instead, this would be published. In brackets stands what the true number can be. "
    "Change a count by one, and rounded numbers may stay the same: that is the protection."
)
EXAMPLE_ROUNDED_CELL = text("{value} ({lower} to {upper})")
EXAMPLE_PROJECT_ROUNDS = text(
    "This project rounds. The example shows withholding first, and the rounded table below it."
)

EXAMPLE_NAIVE = text("What if only the small counts were hidden?")
EXAMPLE_NAIVE_NONE = text("There is no small count to hide.")
EXAMPLE_NAIVE_ALWAYS = text(
    "Then everybody would know that each hidden count is from 1 to {largest}: that somebody was there, and that they "
    "were few. That alone breaks the promise."
)
EXAMPLE_NAIVE_ANYBODY = text("**Anybody could work out {target}:** {chain}.")
EXAMPLE_NAIVE_TOWN = text(
    "**The coordinator of {town}, who knows her own counts, could work out {target}:** {chain}."
)
EXAMPLE_NAIVE_EXACT = text("{chain}; being hidden, they are at least {value} too")
EXAMPLE_NAIVE_EXACT_MOST = text("{chain}; being hidden, they are at most {value} too")
EXAMPLE_NAIVE_MORE = text("And {count} more in the same way.")
EXAMPLE_NAIVE_SAFE = text(
    "None of them could be worked out exactly this time. That is luck: change a number and see."
)
