package dev.sotto.compressor.repair;

import java.util.List;
import java.util.Optional;

/** The repairs that command lines and plans can name. A new one is entered here. */
public final class Repairs {
  /** What is done where there is speech to learn from. */
  public static final Repair USUAL = new LeastSquares();

  /** What is done without. */
  public static final Repair NONE = new PlainRemoval();

  public static final List<Repair> ALL =
      List.of(
          NONE,
          new BiasCompensation(),
          USUAL,
          new DenseLeastSquares("dense-least-squares", 0),
          new DenseLeastSquares("stream-least-squares", 1));

  /** Their names as the help of a command shows them. */
  public static final String LABEL =
      "none|bias|least-squares|dense-least-squares|stream-least-squares";

  private Repairs() {}

  /** The one of that name, whatever the case, if there is one. */
  public static Optional<Repair> of(String name) {
    return ALL.stream().filter(repair -> repair.name().equalsIgnoreCase(name)).findFirst();
  }
}
