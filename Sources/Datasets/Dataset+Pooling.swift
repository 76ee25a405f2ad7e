import Matrices

extension Dataset {
    /// The same task with coarser images: every square of `side` x `side` pixels becomes its mean. Throws
    /// `DatasetError` where a sample is no image of rows and columns that such squares fill.
    public func pooled(_ side: Int) throws -> Dataset {
        guard side != 1 else { return self }
        guard side > 1, inputShape.count == 2, inputShape.allSatisfy({ $0 > 0 && $0 % side == 0 }) else {
            throw DatasetError(
                .invalidShape, nil, "samples of shape \(inputShape) are no images that squares of \(side) pixels fill",
                remedy: "leave pool out, or choose a divisor of both sides")
        }
        let (height, width) = (inputShape[0], inputShape[1])
        func pooled(_ part: LabelledSamples) -> LabelledSamples {
            LabelledSamples(
                samples: part.samples.pooled(height: height, width: width, side: side), labels: part.labels)
        }
        return Dataset(
            name: name, classes: classes, inputShape: [height / side, width / side], training: pooled(training),
            validation: pooled(validation), test: pooled(test), hash: hash,
            sourceDescription: "\(sourceDescription), means of \(side) x \(side) pixels")
    }
}

extension Matrix<Float> {
    fileprivate func pooled(height: Int, width: Int, side: Int) -> Matrix<Float> {
        let (rows, columns) = (height / side, width / side)
        let factor = 1 / Float(side * side)
        return Matrix(rows: self.rows, columns: rows * columns) { target in
            target.initialize(repeating: 0)
            withUnsafeElements { pixels in
                for index in pixels.indices {
                    let pixel = index % (height * width)
                    let square = (pixel / width / side) * columns + pixel % width / side
                    target[index / (height * width) * rows * columns + square] += pixels[index] * factor
                }
            }
        }
    }
}
