#ifndef PIBD_CHDF5_SHIM_H
#define PIBD_CHDF5_SHIM_H
#include <hdf5.h>
#include <hdf5_hl.h>
// Ids and flags are macros that open the library first, which Swift does not import.
static inline hid_t pibd_hdf5_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t pibd_hdf5_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t pibd_hdf5_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t pibd_hdf5_c_string(void) { return H5T_C_S1; }
static inline size_t pibd_hdf5_variable(void) { return H5T_VARIABLE; }
static inline hid_t pibd_hdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t pibd_hdf5_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t pibd_hdf5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t pibd_hdf5_default_error_stack(void) { return H5E_DEFAULT; }
static inline unsigned pibd_hdf5_truncate(void) { return H5F_ACC_TRUNC; }
#endif
