import Matrices

/// The matrix-based Renyi information of any order, I_a(T;Y) = S_a(A) + S_a(Y/tr Y) - S_a(C), by eigendecomposition.
///
/// A = K/n, C = (K o Y)/n. In the order of the classes C is block-diagonal: one decomposition for each class. With the
/// kernel of the inputs in the place of Y nothing is sparse.
struct SpectralRenyiInformation: DependenceMeasure {
    let alpha: Double

    func dependence<Scalar: GramScalar>(
        of kernel: Matrix<Scalar>, on classes: ClassOrder, and inputs: WeightedInputs<Scalar>?
    ) throws -> Dependence<Scalar> {
        let n = kernel.rows
        var result = Dependence<Scalar>(count: n)
        // A single class says nothing: A and C are the same matrix.
        let several = classes.classes.count > 1
        guard several || inputs != nil else { return result }
        var derivative = GramDerivative(count: n)
        let whole = try BlockSpectrum(of: kernel, block: 0..<n)
        let outputEntropy = RenyiEntropy(alpha: alpha, eigenvalues: whole.eigenvalues)
        let weight = (several ? -1 : 0) + (inputs?.beta ?? 0)
        whole.addDerivative(of: outputEntropy, scale: weight / Double(n), to: &derivative)
        if several {
            result.onLabels =
                outputEntropy.value + labelEntropy(classes)
                - (try addClasses(kernel, classes, scale: 1 / Double(n), to: &derivative))
        }
        if let inputs {
            result.onInputs =
                outputEntropy.value + (try entropy(of: inputs.kernel))
                - (try addInputs(kernel, inputs, to: &derivative))
        }
        result.addWeights(derivative, kernel: kernel)
        return result
    }

    private func labelEntropy(_ classes: ClassOrder) -> Double {
        let shares = classes.classes.map { Double($0.count) / Double(classes.samples.count) }
        return RenyiEntropy(alpha: alpha, eigenvalues: shares).value
    }

    private func entropy<Scalar: GramScalar>(of kernel: Matrix<Scalar>) throws -> Double {
        let spectrum = try BlockSpectrum(of: kernel, block: 0..<kernel.rows)
        return RenyiEntropy(alpha: alpha, eigenvalues: spectrum.eigenvalues).value
    }

    /// S(C) for the labels; adds scale times its derivative by A.
    private func addClasses<Scalar: GramScalar>(
        _ kernel: Matrix<Scalar>, _ classes: ClassOrder, scale: Double, to derivative: inout GramDerivative
    ) throws -> Double {
        let spectra = try classes.classes.map { try BlockSpectrum(of: kernel, block: $0) }
        let entropy = RenyiEntropy(alpha: alpha, eigenvalues: spectra.flatMap(\.eigenvalues))
        for spectrum in spectra { spectrum.addDerivative(of: entropy, scale: scale, to: &derivative) }
        return entropy.value
    }

    /// S(C) for the inputs; adds -beta/n times its derivative by A.
    private func addInputs<Scalar: GramScalar>(
        _ kernel: Matrix<Scalar>, _ inputs: WeightedInputs<Scalar>, to derivative: inout GramDerivative
    ) throws -> Double {
        let n = kernel.rows
        let spectrum = try BlockSpectrum(of: kernel, times: inputs.kernel, block: 0..<n)
        let entropy = RenyiEntropy(alpha: alpha, eigenvalues: spectrum.eigenvalues)
        var joint = GramDerivative(count: n)
        spectrum.addDerivative(of: entropy, scale: 1, to: &joint)
        derivative.add(
            Matrix(rows: n, columns: n, elements: joint.elements), times: inputs.kernel, from: 0,
            scale: -inputs.beta / Double(n))
        return entropy.value
    }
}
