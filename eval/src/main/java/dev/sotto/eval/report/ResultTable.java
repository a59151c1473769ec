package dev.sotto.eval.report;

import dev.sotto.eval.compare.Comparability;
import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.probe.HallucinationProbe;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Formats;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.whisper.Languages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Evaluations as tables: one model by itself, or a dense model beside a compressed one. */
public final class ResultTable {
  private static final String NONE = "-";
  private static final String REMOVED = "removed parameters (physically gone)";
  private static final String NOT_KNOWN = ModelCost.PARAMETERS.absent();

  private ResultTable() {}

  /** One model, or where none was run the scores alone. */
  public static Table of(EvalResult result) {
    List<List<String>> rows = new ArrayList<>();
    Measure measure = result.measure();
    for (Row row : result.speed().isPresent() ? rows(measure) : scores(measure)) {
      rows.add(List.of(row.label, row.show(result)));
    }
    result.probe().ifPresent(probe -> rows.add(List.of("text on silence and noise", said(probe))));
    return new Table(List.of("", "result"), rows, remarks(result, List.of(result)));
  }

  /** A model before and after, with the change. */
  public static Table compare(EvalResult dense, EvalResult compressed) {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : rows(compressed.measure())) {
      String change = row.change.apply(dense, compressed);
      rows.add(List.of(row.label, row.show(dense), row.show(compressed), change));
      if (row.label.equals(ModelCost.PARAMETERS.label())) {
        rows.add(removed(dense, compressed));
      }
    }
    return new Table(
        List.of("", "dense", "compressed", "change"),
        rows,
        remarks(compressed, List.of(dense, compressed)));
  }

  /**
   * A dense model beside others that were made of it.
   *
   * @param others by the name of their column
   */
  public static Table sideBySide(EvalResult dense, Map<String, EvalResult> others) {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : rows(dense.measure())) {
      Stream<String> shown = others.values().stream().map(row::show);
      rows.add(Stream.concat(Stream.of(row.label, row.show(dense)), shown).toList());
      if (row.label.equals(ModelCost.PARAMETERS.label())) {
        shown = others.values().stream().map(other -> removedShare(dense, other));
        rows.add(Stream.concat(Stream.of(REMOVED, NONE), shown).toList());
      }
    }
    return new Table(
        Stream.concat(Stream.of("", "dense"), others.keySet().stream()).toList(),
        rows,
        remarks(dense, Stream.concat(Stream.of(dense), others.values().stream()).toList()));
  }

  private static String removedShare(EvalResult dense, EvalResult compressed) {
    OptionalDouble removed = removedParameters(dense, compressed);
    return removed.isPresent()
        ? Formats.percent(removed.getAsDouble() / dense.size().parameters().getAsLong())
        : NOT_KNOWN;
  }

  private static OptionalDouble removedParameters(EvalResult dense, EvalResult compressed) {
    OptionalLong before = dense.size().parameters();
    OptionalLong after = compressed.size().parameters();
    return before.isPresent() && after.isPresent()
        ? OptionalDouble.of((double) before.getAsLong() - after.getAsLong())
        : OptionalDouble.empty();
  }

  private record Row(
      String label,
      Function<EvalResult, String> text,
      BiFunction<EvalResult, EvalResult, String> change) {
    String show(EvalResult result) {
      return text.apply(result);
    }
  }

  private static List<Row> rows(Measure measure) {
    List<Row> rows = new ArrayList<>(scores(measure));
    for (ModelCost cost : ModelCost.values()) {
      rows.add(new Row(cost.label(), cost::show, (dense, other) -> change(cost, dense, other)));
    }
    return rows;
  }

  /** The rate of what is measured with all that belongs to it, then the other ones. */
  private static List<Row> scores(Measure measure) {
    List<Row> rows = new ArrayList<>();
    rows.add(rate(measure.label(), WordErrorRate::rate));
    rows.add(new Row("  95 % interval", ResultTable::interval, (dense, other) -> ""));
    rows.add(
        new Row("  substituted / deleted / inserted", ResultTable::edits, (dense, other) -> ""));
    if (measure != Measure.CHARACTERS) {
      rows.add(rate(Measure.CHARACTERS.label(), WordErrorRate::cer));
    }
    if (measure != Measure.WORDS) {
      rows.add(rate(Measure.WORDS.label(), WordErrorRate::wer));
    }
    return rows;
  }

  private static Row rate(String label, ToDoubleFunction<WordErrorRate> rate) {
    ToDoubleFunction<EvalResult> of = result -> rate.applyAsDouble(result.errorRate());
    return new Row(
        label,
        result -> Formats.percent(of.applyAsDouble(result)),
        (dense, other) -> Formats.points(of.applyAsDouble(dense), of.applyAsDouble(other)));
  }

  private static String change(ModelCost cost, EvalResult dense, EvalResult other) {
    OptionalDouble before = cost.of(dense);
    OptionalDouble after = cost.of(other);
    return before.isPresent() && after.isPresent()
        ? Formats.change(before.getAsDouble(), after.getAsDouble())
        : NONE;
  }

  private static String said(HallucinationProbe probe) {
    return "%d words, text in %d of %d"
        .formatted(probe.words(), probe.soundsWithText(), probe.sounds().size());
  }

  private static String interval(EvalResult result) {
    Interval interval = result.interval();
    return Formats.percent(interval.low()) + " .. " + Formats.percent(interval.high());
  }

  private static String edits(EvalResult result) {
    EditCounts units = result.errorRate().units();
    return units.kinds() + " of " + units.referenceLength();
  }

  private static List<String> removed(EvalResult dense, EvalResult compressed) {
    OptionalDouble removed = removedParameters(dense, compressed);
    return List.of(
        REMOVED,
        NONE,
        removed.isPresent() ? Formats.count(removed.getAsDouble()) : NOT_KNOWN,
        removed.isPresent() ? removedShare(dense, compressed) : NONE);
  }

  /**
   * What a table cannot show.
   *
   * @param result of which it is said
   * @param all that the table shows
   */
  private static List<String> remarks(EvalResult result, List<EvalResult> all) {
    List<String> remarks = new ArrayList<>();
    remarks.add(data(result));
    remarks.addAll(differences(all));
    mixture(result).ifPresent(remarks::add);
    all.forEach(shown -> remarks.addAll(loops(shown, all.size())));
    Selection selection = result.data().selection();
    if (selection.leftOut() > 0) {
      remarks.add("The filter left out " + selection.leftOut() + " utterances.");
    }
    if (selection.bad().count() > 0) {
      remarks.add("Skipped " + selection.bad().count() + " bad rows.");
    }
    result.speed().ifPresent(speed -> remarks.addAll(remarks(speed)));
    all.stream()
        .flatMap(shown -> shown.size().unknown().stream())
        .distinct()
        .forEach(reason -> remarks.add("Not known: " + reason));
    return remarks;
  }

  /** A loop that was cut costs few words, and would not be seen in a rate. */
  private static List<String> loops(EvalResult result, int shown) {
    String model = shown > 1 ? result.model().folder() : "The model";
    String of = " of %d utterances".formatted(result.utterances().size());
    List<String> told = new ArrayList<>();
    if (!result.loops().isEmpty()) {
      told.add(
          "Warning: %s began to repeat itself in %d%s; these texts were cut."
              .formatted(model, result.loops().size(), of));
    }
    if (result.retried() > 0) {
      told.add(
          "%s was not sure of %d%s, which were decoded again at a higher temperature."
              .formatted(model, result.retried(), of));
    }
    if (result.heardAgain() > 0) {
      told.add(
          "%s was not sure of %d%s in cut windows; these were heard again in whole ones."
              .formatted(model, result.heardAgain(), of));
    }
    return told;
  }

  /** What is counted in which language, if it is not the same in all. */
  private static Optional<String> mixture(EvalResult result) {
    if (result.measure() != Measure.MIXED) {
      return Optional.empty();
    }
    SortedSet<String> byCharacter = new TreeSet<>();
    SortedSet<String> byWord = new TreeSet<>();
    for (HeardUtterance heard : result.utterances()) {
      String language = result.languageOf(heard).flatMap(Languages::code).orElse("not said");
      (heard.score().measure() == Measure.CHARACTERS ? byCharacter : byWord).add(language);
    }
    return Optional.of(
        "Counted by characters: %s; by words: %s. The rate of both adds up their errors and units."
            .formatted(String.join(", ", byCharacter), String.join(", ", byWord)));
  }

  /** Why the rates say nothing beside each other. */
  private static List<String> differences(List<EvalResult> results) {
    List<String> differences = new ArrayList<>();
    List<Comparability> pairs =
        results.stream().map(other -> new Comparability(results.get(0), other)).toList();
    if (!pairs.stream().allMatch(Comparability::sameNormalizer)) {
      differences.add("normalisers" + listed(results.stream().map(EvalResult::normalizerId)));
    }
    if (!pairs.stream().allMatch(Comparability::sameMeasure)) {
      differences.add("measures" + listed(results.stream().map(result -> result.measure().key())));
    }
    if (!pairs.stream().allMatch(Comparability::sameData)) {
      differences.add("data");
    }
    differences.replaceAll(
        what -> "Warning: the rates are of different " + what + " and cannot be compared.");
    return differences;
  }

  private static String listed(Stream<String> names) {
    return names.distinct().collect(Collectors.joining(", ", " (", ")"));
  }

  private static String data(EvalResult result) {
    String seconds = Formats.audio(result.data().audioSeconds());
    String form = result.data().form().map(read -> ", read as " + read.key()).orElse("");
    return "On %s: %d utterances%s%s, normaliser %s."
        .formatted(
            result.data().name(), result.data().utterances(), seconds, form, result.normalizerId());
  }

  private static List<String> remarks(Measurement speed) {
    return List.of(
        "A standard window is one window of the encoder with 4 prompt and 30 generated tokens, the"
            + " same work for every model.",
        "The real-time factor includes as many tokens as the model writes.",
        speed.peakResidentBytes().isPresent()
            ? "Memory and times are those of a fresh process."
            : "Times are those of a fresh process; peak memory is only measured on Linux.");
  }
}
