package dev.sotto.runtime.session;

import dev.sotto.models.SottoException;
import dev.sotto.models.onnx.OperatorScan;
import dev.sotto.models.onnx.OperatorScan.Operator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which operators a graph may hold to be run: those that exporters of Whisper use, and what the
 * user allows beside them.
 *
 * <p>ONNX Runtime knows hundreds, among them some with which a small file never comes to an end
 * ({@code Loop}) or brings down the process ({@code LSTM} with a size that lies). A model from
 * elsewhere gets no further than it needs to.
 *
 * @param allowed the names beside the known ones, separated by commas: types, with their domain in
 *     front where that is not ONNX's own; or {@value #ANY}
 */
public record Operators(String allowed) {
  /** The operators of Whisper exports. */
  public static final Operators OF_WHISPER = new Operators("");

  private static final String ANY = "any";

  public Operators {
    Objects.requireNonNull(allowed);
  }

  /** The operators of Whisper exports and those that {@code allowed} names. */
  public static Operators allowing(String allowed) {
    return new Operators(allowed);
  }

  /**
   * Checks every node of a model, in branches and functions too.
   *
   * @throws SottoException naming the first node with another operator, or as {@link OperatorScan}
   */
  public void check(Path model) {
    Set<String> others =
        Arrays.stream(allowed.split(",")).map(String::strip).collect(Collectors.toSet());
    OperatorScan.of(
        model,
        operator -> {
          String key = operator.key();
          if (!WhisperOperators.ALL.contains(key)
              && !others.contains(key)
              && !others.contains(ANY)) {
            throw refused(model, operator);
          }
        });
  }

  private static SottoException refused(Path model, Operator operator) {
    return SottoException.badInput(
        model,
        "node '%s' has the operator %s, which no Whisper export has and Sotto does not run; if you trust this model, use --allow-operators %s"
            .formatted(operator.node(), operator.key(), operator.key()));
  }
}
