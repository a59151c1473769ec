package dev.sotto.compressor.train.magnitude;

/**
 * The steps of a run of several trainings: the first has {@code steps}, and each of the {@code
 * rounds} that follow goes on after step {@code rewind} of it. Steps of the run are counted from 1
 * through all of them.
 *
 * @param steps of a whole training
 * @param rounds 0 for one training alone
 * @param rewind below {@code steps}
 */
public record Rounds(int steps, int rounds, int rewind) {

  /** All steps that are made. */
  public int total() {
    return Math.toIntExact(steps + (long) rounds * (steps - rewind));
  }

  /** The training that a step of the run belongs to, 0 for the first. */
  public int round(int step) {
    return step <= steps ? 0 : 1 + (step - steps - 1) / (steps - rewind);
  }

  /** Which step of its training a step of the run is. */
  public int local(int step) {
    return step <= steps ? step : rewind + 1 + (step - steps - 1) % (steps - rewind);
  }

  /** Whether the early weights are those after this step of the run. */
  public boolean isEarly(int step) {
    return rounds > 0 && step == rewind;
  }

  /** Whether something is masked after this step of the run. */
  public boolean endsTraining(int step) {
    return step > 0 && local(step) == steps && round(step) < rounds;
  }
}
