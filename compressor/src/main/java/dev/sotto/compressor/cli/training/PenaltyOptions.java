package dev.sotto.compressor.cli.training;

import dev.sotto.compressor.train.Penalty;
import dev.sotto.compressor.train.proximal.PenaltyForm;
import dev.sotto.models.SottoException;
import dev.sotto.models.plan.HeadMode;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What draws weights to zero in training. */
final class PenaltyOptions {
  @Option(
      names = "--sparsity",
      paramLabel = "SHARE",
      description =
          "Draw this share of the parameters of all layers to zero, in whole heads and units, such"
              + " as 35%%.")
  private Optional<String> sparsity = Optional.empty();

  @Option(
      names = "--group-encoder",
      paramLabel = "L",
      defaultValue = "0",
      description = "Strength of the group penalty in the encoder.")
  private double groupEncoder;

  @Option(
      names = "--group-decoder",
      paramLabel = "L",
      defaultValue = "0",
      description = "Strength of the group penalty in the decoder.")
  private double groupDecoder;

  @Option(
      names = "--l1-encoder",
      paramLabel = "L",
      defaultValue = "0",
      description = "Strength of the penalty on single weights in the encoder.")
  private double l1Encoder;

  @Option(
      names = "--l1-decoder",
      paramLabel = "L",
      defaultValue = "0",
      description = "Strength of the penalty on single weights in the decoder.")
  private double l1Decoder;

  @Option(
      names = "--penalty",
      paramLabel = "proximal|gradient|ridge",
      defaultValue = "proximal",
      description = "How the group penalty acts (default ${DEFAULT-VALUE}).")
  private PenaltyForm form;

  boolean isGiven() {
    return sparsity.isPresent() || groupEncoder + groupDecoder + l1Encoder + l1Decoder > 0;
  }

  /** The share that was given, or 0. */
  double target() {
    return sparsity.map(PenaltyOptions::share).orElse(0.0);
  }

  Penalty penalty(double target, HeadMode heads) {
    return new Penalty(form, l1Encoder, l1Decoder, groupEncoder, groupDecoder, target, heads);
  }

  /** Reads {@code 35%} or {@code 0.35}. */
  static double share(String text) {
    try {
      String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
      double value = Double.parseDouble(number.strip());
      return text.endsWith("%") ? value / 100 : value;
    } catch (NumberFormatException e) {
      throw new SottoException(
          SottoException.Code.USAGE, "expected a share such as 35%, found \"" + text + "\"", e);
    }
  }
}
