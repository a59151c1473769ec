package dev.sotto.models.export;

import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where a decoder takes and gives what an attention keeps from call to call.
 *
 * @param past the input that takes it, if this decoder has one
 * @param present the output that gives it, if this decoder has one
 * @param axes what the axes of both run over
 */
public record CachePort(
    Id id, Optional<ValueInfo> past, Optional<ValueInfo> present, List<Axis> axes) {

  public CachePort {
    Objects.requireNonNull(id);
    axes = List.copyOf(axes);
  }

  /** What is kept: the keys or the values of one attention. */
  public record Id(BlockId block, Content content) {
    public static Id keys(BlockId block) {
      return new Id(block, Content.KEY);
    }

    public static Id values(BlockId block) {
      return new Id(block, Content.VALUE);
    }
  }

  /** Which of the two projections is kept. */
  public enum Content {
    KEY,
    VALUE
  }

  /** What an axis of a cache runs over. */
  public enum Axis {
    BATCH,
    HEADS,
    POSITIONS,
    /** The width of one head. */
    WIDTH
  }

  /** Whether it holds keys or values of the encoder's states, which stay the same. */
  public boolean isCross() {
    return id.block().kind() == Kind.CROSS_ATTENTION;
  }

  /** The size that the input declares for an axis. */
  public OptionalLong taken(Axis axis) {
    return size(past, axis);
  }

  /**
   * The shape of a cache. A pruned layer declares heads of its own, at the latest on the output
   * that becomes the input; only where it does not are they those of {@code config}.
   */
  public long[] shape(WhisperConfig config, long batch, long positions) {
    return axes.stream()
        .mapToLong(
            axis ->
                switch (axis) {
                  case BATCH -> batch;
                  case HEADS -> declared(axis, config.decoder().heads());
                  case POSITIONS -> positions;
                  case WIDTH -> declared(axis, config.modelDim() / config.decoder().heads());
                })
        .toArray();
  }

  private long declared(Axis axis, long unlessDeclared) {
    return Stream.of(past, present)
        .map(value -> size(value, axis))
        .flatMapToLong(OptionalLong::stream)
        .findFirst()
        .orElse(unlessDeclared);
  }

  private OptionalLong size(Optional<ValueInfo> value, Axis axis) {
    return value.map(info -> info.size(axes.indexOf(axis))).orElse(OptionalLong.empty());
  }
}
