package dev.sotto.eval.measure;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Measurements of one or more systems, taken in turns: in each round every system once, each time
 * in a fresh process, so that whatever else slows the machine down meets all of them alike.
 *
 * @param systems for each system its measurements, one for each round
 * @param saved for each system the memory that it takes with settings that save it
 */
public record Bench(List<List<Measurement>> systems, List<SavedMemory> saved) {

  public Bench {
    systems = systems.stream().map(List::copyOf).toList();
    saved = List.copyOf(saved);
  }

  /**
   * Measures.
   *
   * @throws SottoException with code USAGE if there is no round, or as {@link FreshProcess} does
   */
  public static Bench run(List<MeasuringRequest> requests, int rounds, Progress progress) {
    if (rounds < 1) {
      throw SottoException.usage("expected at least one round, found " + rounds);
    }
    List<List<Measurement>> systems =
        requests.stream().<List<Measurement>>map(request -> new ArrayList<>()).toList();
    int pieces = rounds + requests.size();
    progress.report("bench", 0, pieces);
    for (int round = 0; round < rounds; round++) {
      List<Measurement> measured = takeTurns(requests);
      for (int system = 0; system < measured.size(); system++) {
        systems.get(system).add(measured.get(system));
      }
      progress.report("bench", round + 1, pieces);
    }
    List<SavedMemory> saved = new ArrayList<>();
    for (MeasuringRequest request : requests) {
      saved.add(SavedMemory.measure(request));
      progress.report("bench", rounds + saved.size(), pieces);
    }
    return new Bench(systems, saved);
  }

  /**
   * Measures every system once, each in a fresh process; their rounds take turns.
   *
   * @param requests at least one, all with the same number of rounds
   * @throws SottoException as {@link FreshProcess} does
   */
  public static List<Measurement> takeTurns(List<MeasuringRequest> requests) {
    List<FreshProcess> processes = new ArrayList<>();
    try {
      for (MeasuringRequest request : requests) {
        processes.add(FreshProcess.start(request));
      }
      for (int turn = 0; turn < requests.get(0).rounds(); turn++) {
        processes.forEach(FreshProcess::round);
      }
      return processes.stream().map(FreshProcess::finish).toList();
    } finally {
      processes.forEach(FreshProcess::close);
    }
  }

  /** Of one system, over the rounds; empty where this machine cannot measure the figure. */
  public Optional<Median> median(int system, Metric figure) {
    return ofAll(
        systems.get(system).stream().map(figure::of).flatMap(v -> v.stream().boxed()).toList());
  }

  /**
   * How many times less one system takes than another: the quotient within each round, over the
   * rounds.
   */
  public Optional<Median> ratio(int dense, int candidate, Metric figure) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < systems.get(dense).size(); round++) {
      OptionalDouble less = figure.of(systems.get(candidate).get(round));
      figure
          .of(systems.get(dense).get(round))
          .ifPresent(of -> less.ifPresent(by -> ratios.add(of / by)));
    }
    return ofAll(ratios);
  }

  private static Optional<Median> ofAll(List<Double> figures) {
    return figures.isEmpty() ? Optional.empty() : Optional.of(Median.of(figures));
  }
}
