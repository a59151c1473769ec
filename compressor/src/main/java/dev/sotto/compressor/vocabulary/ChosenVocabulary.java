package dev.sotto.compressor.vocabulary;

import dev.sotto.models.plan.KeepVocabulary;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.tokens.KeptTokens;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tokens that are to stay.
 *
 * @param sources what they were chosen by, in words
 */
public record ChosenVocabulary(KeptTokens tokens, String sources) {
  /** What a plan's settings call the sources. */
  private static final String SETTING = "vocabulary";

  /** A plan that does what {@code plan} does, and then takes the other tokens out. */
  public Plan after(Plan plan) {
    Map<String, String> settings = new TreeMap<>(plan.settings());
    settings.put(SETTING, "%s, for %s".formatted(tokens, sources));
    return new Plan(plan.model(), plan.heads(), settings, plan.edits())
        .and(new KeepVocabulary(tokens));
  }
}
