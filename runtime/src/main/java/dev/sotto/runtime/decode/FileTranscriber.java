package dev.sotto.runtime.decode;

import dev.sotto.models.Progress;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Transcribes files, however many: it reads some minutes of audio, hears them, and lets them go.
 *
 * <p>A chunk is four minutes of audio, enough to find clips of similar length for a batch.
 */
public final class FileTranscriber {
  private static final long CHUNK_SAMPLES = 240L * AudioReader.SAMPLE_RATE;

  private final Transcriber transcriber;
  private final Progress progress;

  public FileTranscriber(Transcriber transcriber, Progress progress) {
    this.transcriber = transcriber;
    this.progress = progress;
  }

  /**
   * What was heard in each file, in the order given.
   *
   * @throws SottoException if a file is missing or holds no audio that can be read
   */
  public List<FileTranscript> transcribe(List<Path> files) {
    List<FileTranscript> transcripts = new ArrayList<>();
    List<AudioClip> chunk = new ArrayList<>();
    long samples = 0;
    progress.report("transcribe", 0, files.size());
    for (Path file : files) {
      AudioClip clip = AudioReader.read(file);
      chunk.add(clip);
      samples += clip.samples().length;
      if (samples >= CHUNK_SAMPLES || transcripts.size() + chunk.size() == files.size()) {
        hear(chunk, files, transcripts);
        chunk.clear();
        samples = 0;
      }
    }
    return transcripts;
  }

  /** Hears the clips of the files that follow those already heard. */
  private void hear(List<AudioClip> chunk, List<Path> files, List<FileTranscript> heard) {
    int before = heard.size();
    List<Transcript> transcripts =
        transcriber.transcribe(
            chunk.stream().map(AudioClip::samples).toList(),
            done -> progress.report("transcribe", before + done, files.size()));
    for (int i = 0; i < chunk.size(); i++) {
      heard.add(
          new FileTranscript(files.get(heard.size()), chunk.get(i).seconds(), transcripts.get(i)));
    }
  }
}
