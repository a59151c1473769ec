package dev.sotto.eval.compare;

import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.result.ModelRun;
import dev.sotto.runtime.decode.ContextChoice;
import dev.sotto.runtime.decode.DecodingOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether figures of two results say something beside each other: the one place that knows what
 * each kind of figure depends on beside the model.
 */
public record Comparability(EvalResult baseline, EvalResult other) {

  /** Clips and texts as they were measured, in the same order. */
  public boolean sameData() {
    return baseline.data().fingerprint().equals(other.data().fingerprint());
  }

  /** Whether the texts that rates speak of were made comparable by the same rules. */
  public boolean sameNormalizer() {
    return baseline.normalizerId().equals(other.normalizerId());
  }

  public boolean sameMeasure() {
    return baseline.measure() == other.measure();
  }

  /** For the standard window, which is the same work for every model. */
  public boolean sameSession() {
    return baseline.run().map(ModelRun::session).equals(other.run().map(ModelRun::session));
  }

  /** For what depends on the speech that was transcribed, and in which portions. */
  private boolean sameWork() {
    return sameSession()
        && baseline.run().map(ModelRun::batchSize).equals(other.run().map(ModelRun::batchSize))
        && decoding(baseline).equals(decoding(other))
        && sameData();
  }

  /** How long windows are is a part of what is compared. */
  private static Optional<DecodingOptions> decoding(EvalResult result) {
    return result.run().map(run -> run.decoding().withContext(ContextChoice.AUTO));
  }

  /** Whether a cost was found in the same way in both. */
  public boolean allows(ModelCost cost) {
    return switch (cost) {
      case PARAMETERS, ZEROED, FLOPS, SIZE -> true;
      case CLIP_FLOPS -> sameData();
      case WINDOW_TIME -> sameSession();
      case PEAK_MEMORY, REAL_TIME_FACTOR -> sameWork();
    };
  }

  /** Why the error rates of the two cannot be compared; empty if they can. */
  public Optional<String> obstacle() {
    if (!references(baseline).equals(references(other))
        || baseline.utterances().size() != other.utterances().size()) {
      return Optional.of("it was measured on other utterances");
    }
    if (!sameData()) {
      return Optional.of("it was measured on other recordings of the same name");
    }
    if (!sameNormalizer()) {
      return Optional.of(
          "its texts were compared with the normaliser " + other.normalizerId() + " instead");
    }
    if (!sameMeasure()) {
      return Optional.of("its " + other.measure().key() + " were counted instead");
    }
    return baseline.errorRate().units().referenceLength()
            == other.errorRate().units().referenceLength()
        ? Optional.empty()
        : Optional.of("what was said was counted otherwise");
  }

  private static Map<String, String> references(EvalResult result) {
    Map<String, String> references = new HashMap<>();
    result.utterances().forEach(heard -> references.put(heard.id(), heard.reference()));
    return references;
  }

  /** With the same ids and references in the same order, only audio makes fingerprints differ. */
  boolean otherAudio() {
    return !sameData() && said(baseline).equals(said(other));
  }

  private static List<Map.Entry<String, String>> said(EvalResult result) {
    return result.utterances().stream()
        .map((HeardUtterance heard) -> Map.entry(heard.id(), heard.reference()))
        .toList();
  }

  /** A sentence, without a full stop, where times and memory were measured otherwise. */
  public Optional<String> otherEnvironment() {
    List<String> differ = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(baseline.versions().keySet());
    names.addAll(other.versions().keySet());
    for (String name : names) {
      String before = baseline.versions().getOrDefault(name, "none");
      String after = other.versions().getOrDefault(name, "none");
      if (!before.equals(after)) {
        differ.add(name + " " + before + " and " + after);
      }
    }
    if (!sameSession()) {
      differ.add(
          "sessions of ONNX Runtime with %s and %s or other settings"
              .formatted(threads(baseline), threads(other)));
    }
    return differ.isEmpty()
        ? Optional.empty()
        : Optional.of("times and memory were measured with different " + String.join(", ", differ));
  }

  private static String threads(EvalResult result) {
    return result
        .run()
        .map(run -> run.session().intraThreads() + " threads on " + run.session().device().key())
        .orElse("none");
  }
}
