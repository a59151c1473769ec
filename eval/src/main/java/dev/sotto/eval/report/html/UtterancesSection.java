package dev.sotto.eval.report.html;

import dev.sotto.eval.report.html.Page.Candidate;
import dev.sotto.eval.report.html.Sounds.Sound;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.Alignment;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.ArrayList;
import java.util.List;

/** The worst utterances, with what each model heard, to read and to listen to. */
final class UtterancesSection {
  private UtterancesSection() {}

  static void write(Page page, HtmlWriter html) {
    WorstUtterances worst = WorstUtterances.of(page);
    if (worst.heard().isEmpty()) {
      html.note(page.worst() == 0 ? "None were asked for." : "There is no error.");
      return;
    }
    html.open("p", "class", "note").text("Those in which ");
    html.element("bdi", worst.judge().name());
    html.text(
        " makes the most errors. First what was said, as the data writes it; then both texts"
            + " of each model as they were compared, normalised.");
    html.close();
    for (Candidate candidate : page.apart()) {
      String why = candidate.verdict().obstacle().orElseThrow();
      html.missing(candidate.model().name(), " is left out: " + why + ".");
    }
    legend(html);
    if (!page.clips().absence().isEmpty()) {
      html.missing("Without sound: " + page.clips().absence() + ".");
    }
    Sounds sounds = new Sounds(page.clips());
    html.open("div", "class", "utterances");
    for (int i = 0; i < worst.heard().size(); i++) {
      utterance(worst, html, i + 1, worst.heard().get(i), sounds);
    }
    html.close();
  }

  private static void legend(HtmlWriter html) {
    html.open("p", "class", "legend");
    html.open("span").open("span", "class", "s");
    html.element("del", "said").text(" ").element("ins", "heard").close();
    html.text(" substituted").close();
    html.open("span").element("del", "said", "class", "d").text(" deleted: not heard").close();
    html.open("span").element("ins", "heard", "class", "i").text(" inserted: not said").close();
    html.close();
  }

  private static void utterance(
      WorstUtterances worst, HtmlWriter html, int rank, HeardUtterance said, Sounds sounds) {
    html.open("article", "class", "utterance");
    html.open("h3").element("span", rank + ".", "class", "rank").text(" ");
    html.open("bdi").path(said.id()).close().close();
    Sound sound = sounds.of(said);
    if (!sound.source().isEmpty()) {
      String name = "recording of " + said.id();
      String[] player = {
        "controls", "controls", "preload", "metadata", "aria-label", name, "src", sound.source()
      };
      html.open("audio", player).close();
    }
    if (!sound.note().isEmpty()) {
      html.missing(sound.note());
    }
    html.element("p", said.reference(), "class", "said", "dir", "auto");
    worst.all().forEach(ears -> heard(html, ears.model(), ears.byId().get(said.id())));
    html.close();
  }

  private static void heard(HtmlWriter html, ReportedModel model, HeardUtterance heard) {
    html.open("div", "class", "heard");
    html.open("p", "class", "who").element("bdi", model.name()).text(" ");
    html.element("small", errors(heard.score())).close();
    EvalResult result = model.result();
    TextNormalizer normalizer = result.scoring().normalizer().forLanguage(result.languageOf(heard));
    Measure measure = heard.score().measure();
    String said = normalizer.normalize(heard.reference());
    String understood = normalizer.normalize(heard.hypothesis());
    AlignedText.write(html, measure, Alignment.of(measure, said, understood));
    html.close();
  }

  /** For example {@code 3 errors in 9 words: 2 substituted, 1 deleted}. */
  static String errors(UtteranceScore score) {
    EditCounts units = score.units();
    String of = " in " + Numbers.counted(units.referenceLength(), score.measure());
    if (units.edits() == 0) {
      return "no error" + of;
    }
    List<String> kinds = new ArrayList<>();
    kinds.add(units.substitutions() + " substituted");
    kinds.add(units.deletions() + " deleted");
    kinds.add(units.insertions() + " inserted");
    kinds.removeIf(kind -> kind.startsWith("0 "));
    return Numbers.counted(units.edits(), "error") + of + ": " + String.join(", ", kinds);
  }
}
