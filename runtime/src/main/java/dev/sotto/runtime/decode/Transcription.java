package dev.sotto.runtime.decode;

import java.util.List;

/** The transcripts of several recordings, in their order, and the time they took together. */
public record Transcription(List<Transcript> transcripts, StageTimes times) {

  public Transcription {
    transcripts = List.copyOf(transcripts);
  }
}
