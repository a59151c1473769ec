package dev.sotto.eval.result;

import dev.sotto.eval.cost.ExportBytes;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.eval.measure.ParameterValues;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What a model is, told from its files. A model can be run whose graphs Sotto cannot take apart;
 * then some figures are not known.
 *
 * @param parameters logical weights, each role once
 * @param zeroed those of them that are stored but zero
 * @param bytes of the graph files and their external data
 * @param unknown why figures are missing
 */
public record ModelSize(
    OptionalLong parameters,
    OptionalLong zeroed,
    OptionalLong bytes,
    Optional<Flops> flops,
    List<String> unknown) {
  /** Nothing is known, as of a recogniser that did not run here. */
  public static final ModelSize UNKNOWN =
      new ModelSize(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          List.of());

  public ModelSize {
    Objects.requireNonNull(parameters);
    Objects.requireNonNull(zeroed);
    Objects.requireNonNull(bytes);
    Objects.requireNonNull(flops);
    unknown = List.copyOf(unknown);
    if (parameters.orElse(0) < 0 || zeroed.orElse(0) < 0 || bytes.orElse(0) < 0) {
      throw new IllegalArgumentException("expected parameters and bytes from 0");
    }
    if (parameters.isPresent() && zeroed.orElse(0) > parameters.getAsLong()) {
      throw new IllegalArgumentException(
          "expected at most %d zeroed parameters, found %d"
              .formatted(parameters.getAsLong(), zeroed.getAsLong()));
    }
  }

  static ModelSize of(ExportFolder export) {
    List<String> unknown = new ArrayList<>();
    Optional<WhisperModel> model = known(() -> export.read(), unknown);
    Optional<Flops> flops = known(() -> WhisperCost.of(export).flops(), unknown);
    return new ModelSize(
        optional(model.map(WhisperModel::parameters)),
        optional(model.map(ParameterValues::of).map(ParameterValues::zeros)),
        OptionalLong.of(ExportBytes.of(export)),
        flops,
        unknown);
  }

  private static <T> Optional<T> known(Supplier<T> figure, List<String> unknown) {
    try {
      return Optional.of(figure.get());
    } catch (SottoException e) {
      unknown.add(e.getMessage());
      return Optional.empty();
    }
  }

  private static OptionalLong optional(Optional<Long> figure) {
    return figure.isPresent() ? OptionalLong.of(figure.get()) : OptionalLong.empty();
  }
}
