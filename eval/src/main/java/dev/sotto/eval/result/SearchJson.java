package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.FallbackRule;
import dev.sotto.runtime.decode.Prompting;
import dev.sotto.runtime.decode.SearchOptions;

/**
 * How texts were searched for, as JSON. Results from before there was a choice do not speak of it:
 * they have the likeliest token at each step, and no text was decoded again.
 */
final class SearchJson {
  private static final String SEARCH = "search";
  private static final String BEAMS = "beams";
  private static final String PATIENCE = "patience";
  private static final String LENGTH_PENALTY = "lengthPenalty";
  private static final String TEMPERATURE = "temperature";
  private static final String BEST_OF = "bestOf";
  private static final String SEED = "seed";
  private static final String FALLBACK = "fallback";
  private static final String COMPRESSION_RATIO = "compressionRatioThreshold";
  private static final String LOG_PROBABILITY = "logProbabilityThreshold";
  private static final String PROMPT = "prompt";
  private static final String HOTWORDS = "hotwords";
  private static final String TIMESTAMPS = "timestamps";

  private SearchJson() {}

  static void write(ObjectNode json, DecodingOptions decoding) {
    SearchOptions search = decoding.search();
    ObjectNode searched = json.putObject(SEARCH);
    searched.put(BEAMS, search.beams()).put(PATIENCE, search.patience());
    search.lengthPenalty().ifPresent(penalty -> searched.put(LENGTH_PENALTY, penalty));
    searched.put(TEMPERATURE, search.temperature());
    searched.put(BEST_OF, search.bestOf()).put(SEED, search.seed());
    FallbackRule fallback = decoding.fallback();
    if (fallback.retries()) {
      ObjectNode rule = json.putObject(FALLBACK);
      fallback.compressionRatio().ifPresent(most -> rule.put(COMPRESSION_RATIO, most));
      fallback.logProbability().ifPresent(least -> rule.put(LOG_PROBABILITY, least));
    }
    Prompting prompting = decoding.prompting();
    prompting.prompt().ifPresent(text -> json.put(PROMPT, text));
    prompting.hotwords().ifPresent(text -> json.put(HOTWORDS, text));
    if (prompting.timestamps()) {
      json.put(TIMESTAMPS, true);
    }
  }

  static SearchOptions search(ResultFields fields, JsonNode json) {
    if (!json.has(SEARCH)) {
      return SearchOptions.greedy();
    }
    JsonNode search = fields.object(json, SEARCH);
    return new SearchOptions(
        fields.integer(search, BEAMS),
        fields.number(search, PATIENCE),
        fields.numberIfAny(search, LENGTH_PENALTY),
        fields.number(search, TEMPERATURE),
        fields.integer(search, BEST_OF),
        fields.whole(search, SEED));
  }

  static FallbackRule fallback(ResultFields fields, JsonNode json) {
    if (!json.has(FALLBACK)) {
      return FallbackRule.off();
    }
    JsonNode rule = fields.object(json, FALLBACK);
    return new FallbackRule(
        true,
        fields.numberIfAny(rule, COMPRESSION_RATIO),
        fields.numberIfAny(rule, LOG_PROBABILITY));
  }

  static Prompting prompting(ResultFields fields, JsonNode json) {
    return new Prompting(
        fields.textIfAny(json, PROMPT),
        fields.textIfAny(json, HOTWORDS),
        json.has(TIMESTAMPS) && fields.bool(json, TIMESTAMPS));
  }
}
