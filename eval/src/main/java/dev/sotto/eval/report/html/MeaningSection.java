package dev.sotto.eval.report.html;

import java.util.List;

/** What the figures mean, for whoever sees them for the first time. */
final class MeaningSection {
  /** Terms and what they mean, in turns. */
  private static final List<String> MEANINGS =
      List.of(
          "word error rate (WER)",
          "All words substituted, deleted or inserted, over all words said. Both texts are"
              + " normalised first; rates of different normalisers cannot be compared.",
          "character error rate (CER)",
          "The same of characters. It is the rate that counts in languages that write no spaces"
              + " between words, such as Chinese and Thai, and there spaces are no"
              + " characters.",
          "95 % interval",
          "Where the rate lies in 95 of 100 data sets drawn anew from these utterances"
              + " (bootstrap). Few utterances make it wide.",
          "in pairs",
          "Both models are drawn the same utterances, so that hard ones do not count against"
              + " one of them; where utterances are few, the interval is wider than what was"
              + " drawn. If it holds zero, this data cannot tell the two apart.",
          "parameters",
          "Elements of the model's weights, each once however many files hold it. What was"
              + " removed is gone; what was set to zero is still stored.",
          "standard window",
          "One window of the encoder (30 s, unless a model has shorter ones), 4 prompt tokens"
              + " and 30 more tokens, whatever is said.",
          "FLOPs",
          "Two for every multiply and add of convolutions and matrix products.",
          "cross keys and values",
          "What the decoder makes of the encoder's output, once a window, before its first"
              + " token.",
          "real-time factor",
          "Seconds of computing for a second of speech, with as many tokens as the model"
              + " writes. Below 1 it keeps up.");

  private MeaningSection() {}

  static void write(Page page, HtmlWriter html) {
    html.open("dl", "class", "meaning");
    for (int i = 0; i < MEANINGS.size(); i += 2) {
      html.open("div");
      html.element("dt", MEANINGS.get(i)).element("dd", MEANINGS.get(i + 1)).close();
    }
    html.close();
  }
}
