package dev.sotto.compressor.calibrate;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;

/**
 * A value of a graph whose activations are wanted: float32 of the shape {@code [1, T, D]}.
 *
 * @param part the file that computes it
 * @param graph the graph or branch of that file, one that {@link ProbedExport#graphs} gives
 * @param value its name in the graph
 * @param rows what its rows {@code T} are
 * @param width {@code D}, channels of a row
 */
public record Probe(Part part, Graph graph, String value, Rows rows, int width) {

  /** What the rows of a value are; of a clip that is shorter, those behind it are masked. */
  public enum Rows {
    /** Positions of the encoder; in the decoder those of the states that it reads. */
    POSITIONS,
    /** Tokens that the decoder is fed. */
    TOKENS;

    long longest(WhisperConfig config) {
      return this == POSITIONS ? config.maxSourcePositions() : config.maxTargetPositions();
    }
  }

  /** Bytes of the value in one run at its longest. */
  long bytes(WhisperConfig config) {
    return rows.longest(config) * width * Float.BYTES;
  }
}
