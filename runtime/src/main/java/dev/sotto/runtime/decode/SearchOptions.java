package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How the text of a window is searched for.
 *
 * @param beams sequences that are followed at a time; 1 for the likeliest token at each step
 * @param patience times {@code beams} gives how many sequences must have ended before a search with
 *     beams does; 1 unless somebody waits for better ones
 * @param lengthPenalty from 0 to 1: sequences are ranked by the sum of their log probabilities over
 *     {@code ((5 + length) / 6) ^ penalty}; empty for the sum over the length
 * @param temperature above 0 tokens are drawn, by probabilities of which the logarithm is divided
 *     by it
 * @param bestOf draws of a whole text, of which the best is kept
 * @param seed of every draw
 */
public record SearchOptions(
    int beams,
    double patience,
    OptionalDouble lengthPenalty,
    double temperature,
    int bestOf,
    long seed) {
  /** Beyond this the copies of a window's states fill any memory. */
  private static final int MOST = 64;

  private static final double HOTTEST = 2;
  private static final long SEED = 20_510;

  /**
   * @throws SottoException with code USAGE if a value is outside its range
   */
  public SearchOptions {
    Objects.requireNonNull(lengthPenalty);
    SottoException.require(beams >= 1 && beams <= MOST, "from 1 to " + MOST + " beams", beams);
    SottoException.require(
        patience * beams >= 1 && patience <= MOST,
        "a patience that lets at least one sequence end, at most " + MOST,
        patience);
    double penalty = lengthPenalty.orElse(0);
    SottoException.require(penalty >= 0 && penalty <= 1, "a length penalty from 0 to 1", penalty);
    SottoException.require(
        temperature >= 0 && temperature <= HOTTEST, "a temperature from 0 to 2", temperature);
    SottoException.require(bestOf >= 1 && bestOf <= MOST, "the best of 1 to " + MOST, bestOf);
    SottoException.require(
        beams == 1 || temperature == 0,
        "beams or a temperature above 0, not both; with beams a temperature",
        temperature);
  }

  /** The likeliest token at each step. */
  public static SearchOptions greedy() {
    return new SearchOptions(1, 1, OptionalDouble.empty(), 0, 1, SEED);
  }

  /** As many beams, the patience of one. */
  public SearchOptions withBeams(int other) {
    return new SearchOptions(other, patience, lengthPenalty, temperature, bestOf, seed);
  }

  /** Draws, by that temperature. */
  public SearchOptions sampling(double other) {
    return new SearchOptions(1, 1, lengthPenalty, other, bestOf, seed);
  }
}
