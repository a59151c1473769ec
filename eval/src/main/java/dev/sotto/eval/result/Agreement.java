package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.Measure;
import java.util.List;
import java.util.Map;

/**
 * Whether a result agrees with itself: it states much that follows from its own utterances and
 * measurements, and whoever reads the file may look at that alone.
 */
final class Agreement {
  /** A third of a second's work, or 2,000 utterances with the usual 10,000 resamples. */
  private static final long MOST_DRAWS = 20_000_000;

  private final ResultFields fields;

  Agreement(ResultFields fields) {
    this.fields = fields;
  }

  /**
   * Compares what was found in a file with what would be written of what was read from it.
   * Utterances and settings are left out, from which nothing follows twice, and so is what the file
   * holds beyond a result.
   *
   * @throws dev.sotto.models.SottoException if a field differs
   */
  void check(EvalResult read, JsonNode found) {
    ObjectNode written = EvalJson.withoutUtterances(read);
    interval(read, written);
    audioSeconds(read, written);
    if (!found.has(EvalJson.MEASURE)) {
      // A result from before there was one, which counts words and spells languages as its data
      // did.
      written.remove(
          List.of(EvalJson.MEASURE, EvalJson.ERROR_RATE, EvalJson.WARNINGS, EvalJson.BREAKDOWN));
    }
    if (!found.has(EvalJson.LOOPS) && read.loops().isEmpty() && read.retried() == 0) {
      // A result from before loops were cut and texts searched for once more.
      written.remove(List.of(EvalJson.LOOPS, EvalJson.RETRIED));
    }
    written.remove(EvalJson.UTTERANCES);
    written.remove(EvalJson.SETTINGS);
    check("", written, found);
  }

  /** Draws the interval anew, unless that would take longer than anybody waits for a file. */
  private static void interval(EvalResult read, ObjectNode written) {
    Bootstrap bootstrap = read.scoring().bootstrap();
    if ((long) read.utterances().size() * bootstrap.resamples() <= MOST_DRAWS) {
      Interval drawn = read.errorRate().interval(bootstrap);
      List<String> words = List.of(EvalJson.ERROR_RATE, EvalJson.WER);
      for (String rate : read.measure() == Measure.WORDS ? words : words.subList(0, 1)) {
        ObjectNode bounds = written.withObject("/" + rate);
        bounds.put(EvalJson.LOW, drawn.low()).put(EvalJson.HIGH, drawn.high());
      }
    }
  }

  /** Of a model that ran, whose clips were all measured as they were read. */
  private static void audioSeconds(EvalResult read, ObjectNode written) {
    List<HeardUtterance> utterances = read.utterances();
    if (read.speed().isPresent()
        && utterances.stream().allMatch(heard -> heard.traits().seconds().isPresent())) {
      double sum =
          utterances.stream().mapToDouble(heard -> heard.traits().seconds().orElseThrow()).sum();
      written.withObject("/data").put(DataJson.AUDIO_SECONDS, sum);
    }
  }

  private void check(String place, JsonNode written, JsonNode found) {
    if (written.isObject() && found.isObject()) {
      for (Map.Entry<String, JsonNode> field : written.properties()) {
        String name = place.isEmpty() ? field.getKey() : place + "." + field.getKey();
        check(name, field.getValue(), found.path(field.getKey()));
      }
      return;
    }
    if (written.isArray() && found.isArray() && written.size() == found.size()) {
      for (int i = 0; i < written.size(); i++) {
        check(place + "[" + i + "]", written.get(i), found.get(i));
      }
      return;
    }
    if (!isSame(written, found)) {
      throw fields.contradicts(place, written);
    }
  }

  /** A whole number may have been read into a type of another size. */
  private static boolean isSame(JsonNode written, JsonNode found) {
    if (written.isNumber() && found.isNumber()) {
      return written.decimalValue().compareTo(found.decimalValue()) == 0;
    }
    return written.equals(found);
  }
}
