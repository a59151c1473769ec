package dev.sotto.models.whisper;

import java.util.Arrays;

/** The graphs that an Optimum export can hold. */
public enum Part {
  ENCODER("encoder_model.onnx"),
  DECODER("decoder_model.onnx"),
  DECODER_WITH_PAST("decoder_with_past_model.onnx"),
  DECODER_MERGED("decoder_model_merged.onnx");

  private final String fileName;

  Part(String fileName) {
    this.fileName = fileName;
  }

  public String fileName() {
    return fileName;
  }

  public static Part ofFileName(String fileName) {
    return Arrays.stream(values())
        .filter(part -> part.fileName.equals(fileName))
        .findFirst()
        .orElseThrow();
  }
}
