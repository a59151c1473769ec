package dev.sotto.eval.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.compare.Comparison;
import dev.sotto.eval.compare.Subject;
import dev.sotto.eval.compare.WerIncrease;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.signs.HallucinationSigns;
import dev.sotto.eval.signs.HeardText;
import dev.sotto.eval.signs.Sign;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.json.JsonFiles;
import java.util.List;

/**
 * A gate's report as JSON of the form {@value #FORMAT}. Rates and their differences are fractions.
 * What is not known is left out.
 */
public final class GateJson {
  public static final String FORMAT = "sotto-gate/1";

  /** Utterances that are named for each sign. */
  private static final int NAMED = 20;

  private GateJson() {}

  public static ObjectNode of(GateReport report) {
    Comparison comparison = report.comparison();
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    json.put("passed", report.passes());
    json.put("verdict", report.decision().verdict().key());
    json.put("summary", report.summary());
    checks(json.putArray("checks"), report);
    werIncrease(json.putObject("werIncrease"), report);
    json.put("normalizer", comparison.normalizer().id());
    subject(json.putObject("baseline"), comparison.baseline(), comparison.before());
    subject(json.putObject("candidate"), comparison.candidate(), comparison.after());
    ArrayNode worsened = json.putArray("mostWorsened");
    for (GateReport.Worsened utterance : report.mostWorsened()) {
      worsened
          .addObject()
          .put("id", utterance.id())
          .put(comparison.measure() == Measure.WORDS ? "words" : "units", utterance.units())
          .put("baselineEdits", utterance.baselineEdits())
          .put("candidateEdits", utterance.candidateEdits());
    }
    report.warnings().forEach(json.putArray("warnings")::add);
    json.putObject("versions")
        .put("sotto", SottoVersion.current())
        .put("java", System.getProperty("java.version"));
    return json;
  }

  private static void checks(ArrayNode json, GateReport report) {
    for (CheckResult check : report.checks()) {
      json.addObject()
          .put("name", check.name())
          .put("value", check.value())
          .put("limit", check.limit())
          .put("unit", check.unit().key())
          .put("outcome", check.outcome().key())
          .put("verdict", check.verdict())
          .put("passes", report.passes(check))
          .put("explanation", check.explanation());
    }
  }

  private static void werIncrease(ObjectNode json, GateReport report) {
    GateSettings settings = report.settings();
    WerDecision decision = report.decision();
    WerIncrease increase = decision.increase();
    json.put("value", increase.observed());
    json.put("low", increase.bounds().low());
    json.put("high", increase.bounds().high());
    json.put("margin", decision.margin());
    json.put("confidence", increase.bounds().confidence());
    json.put("standardError", increase.standardError());
    json.put("pValue", increase.evidence().pValue());
    json.put("utterancesBetter", increase.evidence().better());
    json.put("utterancesWorse", increase.evidence().worse());
    json.put("utterances", increase.utterances());
    json.put("measure", increase.measure().key());
    json.put("units", increase.units());
    if (increase.measure() == Measure.WORDS) {
      json.put("words", increase.units());
    }
    json.put("power", decision.power());
    ObjectNode enough = json.putObject("enoughUtterances");
    decision.enoughIfUnchanged().ifPresent(number -> enough.put("ifUnchanged", number));
    decision.enoughIfAsObserved().ifPresent(number -> enough.put("ifAsObserved", number));
    json.put("undecided", settings.undecided().key());
    json.put("resamples", settings.bootstrap().resamples());
    json.put("seed", settings.bootstrap().seed());
  }

  private static void subject(ObjectNode json, Subject subject, List<HeardText> heard) {
    WordErrorRate rate = Comparison.rate(heard);
    HallucinationSigns signs = HallucinationSigns.of(heard);
    json.put("name", subject.name());
    json.put("sha256", subject.sha256());
    json.put("measure", rate.measure().key());
    errors(json.putObject("errorRate"), rate.units(), "units");
    errors(json.putObject("wer"), rate.words(), "words");
    ObjectNode found = json.putObject("signs");
    for (Sign sign : Sign.values()) {
      ObjectNode row = found.putObject(sign.key()).put("value", sign.of(signs));
      if (sign.counts()) {
        ArrayNode ids = row.putArray("utterances");
        sign.utterances(signs).stream().limit(NAMED).forEach(ids::add);
      }
    }
    subject.result().ifPresent(result -> evaluated(json, result));
  }

  private static void errors(ObjectNode json, EditCounts counts, String length) {
    json.put("value", counts.rate())
        .put("substitutions", counts.substitutions())
        .put("deletions", counts.deletions())
        .put("insertions", counts.insertions())
        .put(length, counts.referenceLength());
  }

  /** With the names that these have in the result itself. */
  private static void evaluated(ObjectNode json, EvalResult result) {
    json.putObject("data")
        .put("name", result.data().name())
        .put("fingerprint", result.data().fingerprint());
    json.put("normalizer", result.normalizerId());
    EvalJson.model(json.putObject("model"), result.model());
    result.size().bytes().ifPresent(bytes -> json.put("bytes", bytes));
    result
        .speed()
        .ifPresent(
            speed -> {
              speed.realTimeFactor().ifPresent(factor -> json.put("realTimeFactor", factor));
              speed.peakResidentBytes().ifPresent(bytes -> json.put("peakResidentBytes", bytes));
            });
    result.versions().forEach(json.putObject("versions")::put);
  }
}
