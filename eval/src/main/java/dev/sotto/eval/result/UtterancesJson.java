package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.Quotation;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.RatioOfSums;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was heard in each utterance, as JSON; what the data does not say is left out, and so is a
 * measure that is {@code words}, that a text was not cut at a loop, that nothing was drawn, and
 * that nothing was heard again.
 */
final class UtterancesJson {
  private static final String SECONDS = "seconds";
  private static final String LANGUAGE = "language";
  private static final String NO_SPEECH = "noSpeechProbability";
  private static final String LOOPED = "looped";
  private static final String TEMPERATURE = "temperature";
  private static final String HEARD_AGAIN = "heardAgain";
  private static final String SPEAKER = "speaker";

  private UtterancesJson() {}

  static void write(ArrayNode json, List<HeardUtterance> utterances) {
    for (HeardUtterance utterance : utterances) {
      ObjectNode row = json.addObject();
      row.put("id", utterance.id());
      row.put("reference", utterance.reference());
      row.put("hypothesis", utterance.hypothesis());
      utterance.traits().seconds().ifPresent(seconds -> row.put(SECONDS, seconds));
      utterance.traits().language().ifPresent(code -> row.put(LANGUAGE, code));
      utterance.traits().speaker().ifPresent(name -> row.put(SPEAKER, name));
      Certainty certainty = utterance.certainty();
      certainty.noSpeechProbability().ifPresent(share -> row.put(NO_SPEECH, share));
      if (certainty.looped()) {
        row.put(LOOPED, true);
      }
      if (certainty.temperature() > 0) {
        row.put(TEMPERATURE, certainty.temperature());
      }
      if (certainty.heardAgain()) {
        row.put(HEARD_AGAIN, true);
      }
      ArrayNode tokens = row.putArray("tokens");
      utterance.tokens().forEach(tokens::add);
      if (utterance.score().measure() != Measure.WORDS) {
        row.put(EvalJson.MEASURE, utterance.score().measure().key());
      }
      EditCounts words = utterance.score().words();
      row.put("edits", words.edits());
      row.put("words", words.referenceLength());
      edits(row, words);
      EditCounts characters = utterance.score().characters();
      edits(row.putObject("characters").put("length", characters.referenceLength()), characters);
    }
  }

  static void edits(ObjectNode json, EditCounts counts) {
    json.put("substitutions", counts.substitutions())
        .put("deletions", counts.deletions())
        .put("insertions", counts.insertions());
  }

  static List<HeardUtterance> read(ResultFields fields, JsonNode json) {
    List<HeardUtterance> utterances = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode row : json) {
      String id = fields.text(row, "id");
      if (!ids.add(id)) {
        throw fields.wrong(
            "id", "another value in every utterance, found " + Quotation.of(id) + " twice");
      }
      utterances.add(utterance(id, fields.in("utterance " + Quotation.of(id)), row));
    }
    return utterances;
  }

  private static HeardUtterance utterance(String id, ResultFields fields, JsonNode row) {
    List<Integer> tokens = new ArrayList<>();
    fields.object(row, "tokens").forEach(token -> tokens.add(token.intValue()));
    return new HeardUtterance(
        id,
        fields.text(row, "reference"),
        fields.text(row, "hypothesis"),
        tokens,
        new UtteranceScore(
            counts(fields, row, "words"),
            counts(fields, fields.object(row, "characters"), "length"),
            measure(fields, row)),
        traits(fields, row),
        new Certainty(
            fields.numberIfAny(row, NO_SPEECH),
            row.has(LOOPED) && fields.bool(row, LOOPED),
            fields.numberIfAny(row, TEMPERATURE).orElse(0),
            row.has(HEARD_AGAIN) && fields.bool(row, HEARD_AGAIN)));
  }

  private static Measure measure(ResultFields fields, JsonNode row) {
    if (!row.has(EvalJson.MEASURE)) {
      return Measure.WORDS;
    }
    String found = fields.text(row, EvalJson.MEASURE);
    return Stream.of(Measure.WORDS, Measure.CHARACTERS)
        .filter(measure -> measure.key().equals(found))
        .findFirst()
        .orElseThrow(
            () ->
                fields.wrong(
                    EvalJson.MEASURE, "words or characters, found " + Quotation.of(found)));
  }

  private static Traits traits(ResultFields fields, JsonNode row) {
    return new Traits(
        row.has(SECONDS) ? OptionalDouble.of(seconds(fields, row)) : OptionalDouble.empty(),
        fields.textIfAny(row, LANGUAGE),
        fields.textIfAny(row, SPEAKER));
  }

  private static double seconds(ResultFields fields, JsonNode row) {
    double seconds = fields.number(row, SECONDS);
    if (seconds < 0) {
      throw fields.wrong(SECONDS, "a number from 0, found " + seconds);
    }
    return seconds;
  }

  private static EditCounts counts(ResultFields fields, JsonNode json, String length) {
    long substitutions = fields.whole(json, "substitutions");
    long deletions = fields.whole(json, "deletions");
    long hits = fields.whole(json, length) - substitutions - deletions;
    long insertions = fields.whole(json, "insertions");
    if (json.has("edits")
        && fields.whole(json, "edits") != substitutions + deletions + insertions) {
      throw fields.wrong("edits", "the sum of substitutions, deletions and insertions");
    }
    if (Math.min(Math.min(hits, substitutions), Math.min(deletions, insertions)) < 0) {
      throw fields.wrong(length, "counts of edits that fit it");
    }
    if (Math.max(hits + substitutions + deletions, insertions) > RatioOfSums.MOST / 2) {
      throw fields.wrong(length, "at most " + RatioOfSums.MOST / 2 + ", and as many insertions");
    }
    return new EditCounts(hits, substitutions, deletions, insertions);
  }
}
