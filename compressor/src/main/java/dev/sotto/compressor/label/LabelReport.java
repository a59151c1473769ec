package dev.sotto.compressor.label;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.SoftwareVersions;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.Locale;
import java.util.Optional;

/** What labelling came to, as JSON of the form {@value #FORMAT} and as text. */
public final class LabelReport {
  public static final String FORMAT = "sotto-label/1";

  private LabelReport() {}

  /**
   * Counts, and every dropped clip with its reason. {@code clips} are those that had no text.
   *
   * @param manifest where the labels were written, if there are any
   */
  public static ObjectNode json(PseudoLabels labels, Optional<Path> manifest) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    EvalJson.model(json.putObject("model"), labels.model());
    manifest.ifPresent(file -> json.put("manifest", file.toString()));
    settings(json, labels.request());
    json.put("clips", labels.withoutText());
    json.put("kept", labels.kept().size());
    json.put("keptSeconds", keptSeconds(labels));
    json.put("withText", labels.given());
    ObjectNode reasons = json.putObject("droppedByReason");
    labels.droppedByReason().forEach((reason, count) -> reasons.put(reason.key(), count));
    ArrayNode dropped = json.putArray("dropped");
    labels.dropped().forEach(clip -> dropped(dropped.addObject(), clip));
    ArrayNode unreadable = json.putArray("unreadable");
    for (Judgement.Unreadable clip : labels.unreadable()) {
      unreadable
          .addObject()
          .put("file", clip.clip().audio().toString())
          .put("problem", clip.problem());
    }
    ObjectNode versions = json.putObject("versions");
    SoftwareVersions.current().forEach(versions::put);
    return json;
  }

  private static void settings(ObjectNode json, PseudoLabels.Request request) {
    ObjectNode thresholds = json.putObject("thresholds");
    thresholds.put("minLogProbability", request.filter().minLogProbability());
    thresholds.put("maxCompressionRatio", request.filter().maxCompressionRatio());
    thresholds.put("maxNoSpeech", request.filter().maxNoSpeech());
    ObjectNode settings = json.putObject("settings");
    settings.put("language", request.language().orElse("auto"));
    settings.put("batchSize", request.batchSize());
    settings.put("threads", request.session().intraThreads());
  }

  private static void dropped(ObjectNode json, Judgement.Dropped dropped) {
    json.put("file", dropped.clip().audio().file().toString());
    json.put("reason", dropped.reason().key());
    json.put("audioSeconds", dropped.seconds());
    dropped
        .hypothesis()
        .ifPresent(
            heard -> {
              json.put("text", heard.text());
              json.put("logProbability", heard.logProbability());
              json.put("compressionRatio", heard.compressionRatio());
              heard.noSpeechProbability().ifPresent(p -> json.put("noSpeechProbability", p));
            });
  }

  /** The counts, a line for each kind of clip that there was. */
  public static String text(PseudoLabels labels) {
    double droppedSeconds = labels.dropped().stream().mapToDouble(Judgement.Dropped::seconds).sum();
    Formatter text = new Formatter(Locale.ROOT);
    text.format(
        "kept %,d of %,d clips, %.1f of %.1f minutes%n",
        labels.kept().size(),
        labels.withoutText(),
        keptSeconds(labels) / 60,
        (keptSeconds(labels) + droppedSeconds) / 60);
    if (!labels.dropped().isEmpty()) {
      text.format("dropped %,d: %s%n", labels.dropped().size(), labels.reasons());
    }
    if (!labels.unreadable().isEmpty()) {
      text.format("%,d cannot be read%n", labels.unreadable().size());
    }
    if (labels.given() > 0) {
      text.format("%,d more clips had their text already%n", labels.given());
    }
    return text.toString();
  }

  private static double keptSeconds(PseudoLabels labels) {
    return labels.kept().stream().mapToDouble(Judgement.Kept::seconds).sum();
  }
}
