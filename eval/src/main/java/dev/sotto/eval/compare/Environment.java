package dev.sotto.eval.compare;

import dev.sotto.eval.result.EvalResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What times and memory depend on beside the model. */
public final class Environment {
  private Environment() {}

  /** A sentence, without a full stop, where two results were measured under other conditions. */
  public static Optional<String> difference(EvalResult baseline, EvalResult candidate) {
    List<String> differ = new ArrayList<>();
    Map<String, String> before = baseline.versions();
    Map<String, String> after = candidate.versions();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String one = before.getOrDefault(name, "none");
      String other = after.getOrDefault(name, "none");
      if (!one.equals(other)) {
        differ.add(name + " " + one + " and " + other);
      }
    }
    if (!baseline.settings().session().equals(candidate.settings().session())) {
      differ.add(
          "sessions of ONNX Runtime with "
              + threads(baseline)
              + " and "
              + threads(candidate)
              + " or other settings");
    }
    return differ.isEmpty()
        ? Optional.empty()
        : Optional.of("times and memory were measured with different " + String.join(", ", differ));
  }

  private static String threads(EvalResult result) {
    return result.settings().session().intraThreads()
        + " threads on "
        + result.settings().session().device().key();
  }
}
