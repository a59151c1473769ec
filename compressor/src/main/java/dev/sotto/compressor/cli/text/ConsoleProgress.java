package dev.sotto.compressor.cli.text;

import dev.sotto.models.io.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help;

/**
 * Shows how far long work is: a bar with an estimate on a terminal, a plain line every few seconds
 * elsewhere. Work that takes less than two seconds shows nothing.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration LINE_EVERY = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final boolean terminal = Help.Ansi.AUTO.enabled();
  private String stage = "";
  private Instant started = Instant.EPOCH;

  /** Done before this stage was first heard of: resumed work says nothing of its speed. */
  private long doneBefore;

  private Instant lastLine = Instant.EPOCH;
  private ProgressBar bar;

  public ConsoleProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void report(String newStage, long done, long total) {
    report(newStage, "", done, total);
  }

  @Override
  public void report(String newStage, String detail, long done, long total) {
    Instant now = Instant.now();
    if (!newStage.equals(stage)) {
      close();
      stage = newStage;
      started = now;
      lastLine = now;
      doneBefore = done;
    }
    Duration elapsed = Duration.between(started, now);
    if (elapsed.compareTo(QUIET) < 0 && bar == null) {
      return;
    }
    if (terminal) {
      show(detail, done, total);
    } else if (Duration.between(lastLine, now).compareTo(LINE_EVERY) >= 0 && done < total) {
      lastLine = now;
      String said = detail.isEmpty() ? "" : ", " + detail;
      String estimate = estimate(elapsed, done - doneBefore, total - done);
      err.println(stage + ": " + done + "/" + total + said + estimate);
    }
    if (done >= total) {
      close();
    }
  }

  private void show(String detail, long done, long total) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(SafeText.of(stage))
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .startsFrom(doneBefore, Duration.between(started, Instant.now()))
              .build();
    }
    bar.setExtraMessage(detail.isEmpty() ? "" : " " + SafeText.of(detail));
    bar.stepTo(done);
  }

  private static String estimate(Duration elapsed, long done, long left) {
    if (done == 0) {
      return "";
    }
    return ", about " + elapsed.toSeconds() * left / done + " s left";
  }

  /** Ends the bar, if one is shown. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
