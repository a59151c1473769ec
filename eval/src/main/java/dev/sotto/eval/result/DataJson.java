package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.BadRows;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Sample;
import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.dataset.pairs.PairForm;
import dev.sotto.models.json.JsonFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which data was measured, as JSON: {@code leftOut} and {@code skipped} count rows, {@code
 * selection} is there if something was chosen, {@code badRows} holds the first of those skipped.
 */
final class DataJson {
  static final String AUDIO_SECONDS = "audioSeconds";
  private static final String FORM = "form";
  private static final String SELECTION = "selection";
  private static final String MIN_SECONDS = "minSeconds";
  private static final String MAX_SECONDS = "maxSeconds";
  private static final String LANGUAGE = "language";
  private static final String SAMPLE = "sample";
  private static final String LIMIT = "limit";

  private DataJson() {}

  static void write(ObjectNode json, DataIdentity data) {
    json.put("name", data.name());
    json.put("utterances", data.utterances());
    data.audioSeconds().ifPresent(seconds -> json.put(AUDIO_SECONDS, seconds));
    json.put("fingerprint", data.fingerprint());
    data.form().ifPresent(form -> json.put(FORM, form.key()));
    Selection selection = data.selection();
    json.put("leftOut", selection.leftOut());
    json.put("skipped", selection.bad().count());
    if (selection.bad().count() > 0) {
      ArrayNode first = json.putArray("badRows");
      selection.bad().first().forEach(first::add);
    }
    ObjectNode filter = filter(selection.filter());
    if (!filter.isEmpty()) {
      json.set(SELECTION, filter);
    }
  }

  private static ObjectNode filter(Filter filter) {
    ObjectNode json = JsonFiles.newObject();
    filter.minSeconds().ifPresent(seconds -> json.put(MIN_SECONDS, seconds));
    filter.maxSeconds().ifPresent(seconds -> json.put(MAX_SECONDS, seconds));
    filter.language().ifPresent(code -> json.put(LANGUAGE, code));
    filter
        .sample()
        .ifPresent(s -> json.putObject(SAMPLE).put("count", s.count()).put("seed", s.seed()));
    filter.limit().ifPresent(most -> json.put(LIMIT, most));
    return json;
  }

  static DataIdentity read(ResultFields fields, JsonNode json) {
    return new DataIdentity(
        fields.text(json, "name"),
        fields.integer(json, "utterances"),
        fields.numberIfAny(json, AUDIO_SECONDS),
        fields.text(json, "fingerprint"),
        new Selection(
            filter(fields, json.path(SELECTION)),
            count(fields, json, "leftOut"),
            badRows(fields, json)),
        fields.textIfAny(json, FORM).map(key -> form(fields, key)));
  }

  private static PairForm form(ResultFields fields, String key) {
    return PairForm.find(key)
        .orElseThrow(() -> fields.wrong(FORM, "a form of text pairs, found " + key));
  }

  private static Filter filter(ResultFields fields, JsonNode json) {
    return new Filter(
        fields.numberIfAny(json, MIN_SECONDS),
        fields.numberIfAny(json, MAX_SECONDS),
        fields.textIfAny(json, LANGUAGE),
        json.has(SAMPLE)
            ? Optional.of(
                new Sample(
                    fields.integer(json.path(SAMPLE), "count"),
                    fields.whole(json.path(SAMPLE), "seed")))
            : Optional.empty(),
        fields.integerIfAny(json, LIMIT));
  }

  private static BadRows badRows(ResultFields fields, JsonNode json) {
    int count = count(fields, json, "skipped");
    List<String> first = new ArrayList<>();
    json.path("badRows").forEach(row -> first.add(row.asText()));
    if (first.size() > Math.min(count, BadRows.LISTED)) {
      throw fields.wrong("badRows", "no more rows than were skipped");
    }
    return new BadRows(count, first);
  }

  private static int count(ResultFields fields, JsonNode json, String name) {
    int count = fields.integer(json, name);
    if (count < 0) {
      throw fields.wrong(name, "a count from 0, found " + count);
    }
    return count;
  }
}
