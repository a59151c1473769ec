package dev.sotto.compressor.saliency;

import java.util.List;
import java.util.Optional;

/** The saliencies that command lines and plans can name. A new one is entered here. */
public final class Saliencies {
  /** The usual one where a model can be listened to. */
  public static final Saliency WITH_SPEECH = new OptimalBrainSurgeon();

  /** The usual one where there are the weights alone. */
  public static final Saliency WITHOUT_SPEECH = new WeightStatistics();

  /** All, the usual one first. */
  public static final List<Saliency> ALL =
      List.of(new WeightStatistics(), new Magnitude(), new OptimalBrainSurgeon());

  /** Their names as the help of a command shows them. */
  public static final String LABEL =
      WeightStatistics.NAME + "|" + Magnitude.NAME + "|" + OptimalBrainSurgeon.NAME;

  private Saliencies() {}

  /** The one of that name, whatever the case, if there is one. */
  public static Optional<Saliency> of(String name) {
    return ALL.stream()
        .filter(saliency -> name(saliency).equalsIgnoreCase(name.replace('_', '-')))
        .findFirst();
  }

  /** As plans and command lines spell it. */
  public static String name(Saliency saliency) {
    return saliency.identity().path("method").asText();
  }
}
