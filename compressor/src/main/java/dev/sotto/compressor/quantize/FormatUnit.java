package dev.sotto.compressor.quantize;

import dev.sotto.compressor.search.StoredBytes;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.RowFormat;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.Roles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Weights that get one format: those of a block, the embedding, or convolutions and positions.
 *
 * @param name of its own in the model
 * @param block none for the last two
 * @param ladder formats that all of them can have, from the largest to the smallest
 */
record FormatUnit(
    String name, Optional<Block> block, List<LogicalWeight> matrices, List<NumberFormat> ladder) {
  private static final List<String> FORMATS =
      List.of("int8:64", "int8:128", "int4:16", "int4:32", "int4:64", "int4:128");

  /** All units of a model that can be stored in blocks of integers. */
  static List<FormatUnit> of(WhisperModel model) {
    List<FormatUnit> units = new ArrayList<>();
    for (Block block : model.blocks()) {
      List<LogicalWeight> matrices =
          block.couplings().stream()
              .map(Coupling::role)
              .distinct()
              .map(role -> model.weight(role).orElseThrow())
              .filter(weight -> weight.shape().length == 2)
              .toList();
      unit(block.id().toString(), Optional.of(block), matrices).ifPresent(units::add);
    }
    String logits = Roles.logits(role -> model.weight(role).isPresent());
    List<LogicalWeight> tables =
        List.of(Roles.EMBEDDING, logits).stream()
            .distinct()
            .map(role -> model.weight(role).orElseThrow())
            .toList();
    unit("embedding", Optional.empty(), tables).ifPresent(units::add);
    List<LogicalWeight> others =
        model.weights().values().stream()
            .filter(weight -> RoleFormats.isOther(weight.role()))
            .filter(weight -> RoleFormats.takes(weight, new RowFormat()))
            .toList();
    if (!others.isEmpty()) {
      units.add(
          new FormatUnit(
              "others", Optional.empty(), others, List.of(new HalfFormat(), new RowFormat())));
    }
    return units;
  }

  private static Optional<FormatUnit> unit(
      String name, Optional<Block> block, List<LogicalWeight> matrices) {
    List<NumberFormat> ladder =
        FORMATS.stream()
            .map(NumberFormat::of)
            .filter(format -> matrices.stream().allMatch(one -> RoleFormats.takes(one, format)))
            .toList();
    return ladder.isEmpty() || matrices.isEmpty()
        ? Optional.empty()
        : Optional.of(new FormatUnit(name, block, matrices, ladder));
  }

  /** The format in which it is measured: one of 4 bits if it can have that. */
  NumberFormat reference() {
    return ladder.stream()
        .filter(format -> format instanceof BlockFormat blocks && blocks.bits() == 4)
        .findFirst()
        .orElse(ladder.get(ladder.size() - 1));
  }

  /** Bytes in a format, in all files. */
  long bytes(NumberFormat format) {
    long bytes = 0;
    for (LogicalWeight matrix : matrices) {
      long rows = matrix.shape()[0];
      bytes += StoredBytes.copies(matrix) * format.bytes(rows, matrix.elements() / rows);
    }
    return bytes;
  }
}
