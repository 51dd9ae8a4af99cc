"""What computes vectors: torch, ONNX Runtime, OpenVINO, an endpoint, or an object of your own."""
