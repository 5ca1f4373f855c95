/* Forms in which programs print their losses: one of each, and what must come of it. */
#include "log/tests/text_case.h"

static const struct text_case forms[] = {
    /* Keras: its values are means since the epoch began, so that the last state of an epoch counts. */
    {"Epoch 1/2\n469/469 [==============================] - 5s 11ms/step - loss: 181.2 - "
     "reconstruction_loss: 175.1 - kl_loss: 6.1 - val_loss: 170.5\n"
     "Epoch 2/2\n469/469 [==============================] - 5s 11ms/step - loss: 151.2 - "
     "reconstruction_loss: 145.1 - kl_loss: 6.125 - val_loss: 149.5\n",
     "epoch=1 loss=181.2 reconstruction_loss=175.1 kl_loss=6.1 val_loss=170.5; epoch=2 loss=151.2 "
     "reconstruction_loss=145.1 kl_loss=6.125 val_loss=149.5",
     "2 of them have the epoch of a heading"},
    {"Epoch 1/30\n 12/469 [..............................] - ETA: 5s - loss: 201.2 - kl_loss: 1.5\r"
     " 24/469 [>.............................] - ETA: 4s - loss: 191.2 - kl_loss: 1.6\r"
     "469/469 [==============================] - 2s 4ms/step - loss: 181.2 - kl_loss: 1.7\n",
     "epoch=1 loss=181.2 kl_loss=1.7", ""},
    {"Epoch 1/30\n\x1b[1m 12/469\x1b[0m \x1b[37m\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\x1b[0m "
     "\x1b[1m5s\x1b[0m 4ms/step - kl_loss: 5.2 - loss: 177.2\x08\x08\x08\x08\x08\r\x1b[1m469/469"
     "\x1b[0m \xe2\x94\x81\xe2\x94\x81 \x1b[1m2s\x1b[0m 4ms/step - kl_loss: 5.3 - loss: 172.5\n",
     "epoch=1 kl_loss=5.3 loss=172.5", ""},
    {"Epoch 7/30\n469/469 - 5s - loss: 151.5 - kl_loss: 6.25 - 5s/epoch - 10ms/step\n",
     "epoch=7 loss=151.5 kl_loss=6.25", ""},
    {"Epoch 1/2\n469/469 [====] - 15s 32ms/step\n  loss: 156.5 - kl_loss: 11.5\n"
     "  val_loss: 142.5 - val_kl_loss: 9.5\n\nEpoch 2/2\n469/469 [====] - 15s 32ms/step\n"
     "  loss: 138.5 - kl_loss: 9.25\n",
     "epoch=1 loss=156.5 kl_loss=11.5 val_loss=142.5 val_kl_loss=9.5; epoch=2 loss=138.5 "
     "kl_loss=9.25",
     ""},
    {"Epoch 3/30\n469/469 [====] - 5s 11ms/step - loss: 151.5\n"
     "Epoch 00003: val_loss improved from 152.5 to 151.5, saving model to out/vae-03.h5\n",
     "epoch=3 loss=151.5", ""},
    /* tqdm: each state of a bar is a row, the last of a step counts. */
    {"Epoch 3:  40%|####      | 12/30 [00:01<00:02, 9.1it/s, loss=151, kl=6.1]\r"
     "Epoch 3:  40%|####      | 12/30 [00:01<00:02, 9.1it/s, loss=152, kl=6.2]\r"
     "Epoch 3:  43%|####      | 13/30 [00:01<00:02, 5.2e-3it/s, loss=150, kl=6.3]\n",
     "epoch=3 step=12 loss=152 kl=6.2; epoch=3 step=13 loss=150 kl=6.3", ""},
    {"Epoch 3:  40%|####      | 12/30 [00:01<00:02, 9.1it/s, loss=151, kl=6.1]^M"
     "Epoch 3:  43%|####      | 13/30 [00:01<00:02, 9.1it/s, loss=150, kl=6.3]^M\n",
     "epoch=3 step=12 loss=151 kl=6.1; epoch=3 step=13 loss=150 kl=6.3", ""},
    {"  3%|3         | 3/100 [00:01<?, ?it/s, recon=0.5, kl=0.25, beta=0.1, lr=0.001]\n"
     "  4%|4         | 4/100 [00:01<00:40, 2.41s/it, recon=0.4, kl=0.26, beta=0.2, lr=0.001]\n",
     "step=3 recon=0.5 kl=0.25 beta=0.1; step=4 recon=0.4 kl=0.26 beta=0.2", ""},
    {"Epoch 2 | Loss: 41.5 (recon: 35.5, kl: 6): 100%|\xe2\x96\x88\xe2\x96\x88| 30/30 "
     "[00:03<00:00,  9.97it/s]\n",
     "epoch=2 step=30 Loss=41.5 recon=35.5 kl=6", ""},
    {"epoch: 5, loss: 3.25: 100%|##| 7/7 [00:01<00:00]Epoch 6:  50%|#| 3/6 [00:01<00:01, 2it/s, "
     "loss=3.5]Epoch 6:  67%|#| 4/6 [00:01<00:01, 2it/s, loss=3.75]\n",
     "epoch=5 step=7 loss=3.25; epoch=6 step=3 loss=3.5; epoch=6 step=4 loss=3.75", ""},
    /* Lightning */
    {"Epoch 0:   4%|4         | 20/469 [00:00<00:04, 92.51it/s, loss=174, v_num=0]\n"
     "Validation DataLoader 0:  45%|####5     | 5/11 [00:00<00:00, 99.1it/s]\n"
     "Epoch 0: 100%|##########| 469/469 [00:05<00:00, 90.1it/s, loss=154, v_num=0, "
     "val_loss=152.5, train_loss_step=151.5, train_loss_epoch=160.5]\n",
     "epoch=0 step=20 loss=174; epoch=0 step=469 loss=154 val_loss=152.5 train_loss_step=151.5 "
     "train_loss_epoch=160.5",
     ""},
    {"Epoch 3, global step 1876: 'val_loss' reached 151.25 (best 151.25), saving model to "
     "'/x/epoch=3-val_loss=151.25.ckpt' as top 1\nEpoch 4: 10%|#| 1/10 [00:01<00:09, 1it/s, "
     "loss=3.5]\n",
     "epoch=4 step=1 loss=3.5", ""},
    /* printf, with any of the separators */
    {"step 200 | recon 88.1 | KL 8.92\nstep 400 | recon 80.5 | KL 9.5\n",
     "step=200 recon=88.1 KL=8.92; step=400 recon=80.5 KL=9.5", "step # | recon # | KL #"},
    {"Iter 200, kl=6.5, recon=12.5\n", "step=200 kl=6.5 recon=12.5", ""},
    {"[  10] recon 43.91 kl 0.03 loss 43.94\n[  20] recon -nan kl inf loss -nan\n",
     "step=10 recon=43.91 kl=0.03 loss=43.94; step=20 recon=nan kl=inf loss=nan", ""},
    {"[00] mse loss: 0.02475 | kld loss: 0.41838 (0)\n[01] mse loss: 0.02 | kld loss: 0.5 (1)\n",
     "step=0 mse loss=0.02475 kld loss=0.41838; step=1 mse loss=0.02 kld loss=0.5", ""},
    {"Epoch [ 3/50]  Total Loss: 92.5000  Recon Loss: 81.25  KL Divergence: 11.25\n",
     "epoch=3 Total Loss=92.5 Recon Loss=81.25 KL Divergence=11.25", ""},
    {"Epoch [2/50], Step [200/469], Loss: 92.5, Recon Loss: 81.25, KL Div: 11.25\n",
     "epoch=2 step=200 Loss=92.5 Recon Loss=81.25 KL Div=11.25", ""},
    {"Epoch[2/50], Batch[20/469], loss:92.5, output_loss:81.25, kl_loss:11.25\n",
     "epoch=2 step=20 loss=92.5 kl_loss=11.25", ""},
    {"Epoch: [3][ 20/469]\tTime 0.250 (0.300)\tLoss 5.5 (6.5)\tKL 1.5 (1.25)\n",
     "epoch=3 step=20 Loss=5.5 KL=1.5", ""},
    {"[1/30][200/469] Loss: 5.5 KLD: 1.5\n", "epoch=1 step=200 Loss=5.5 KLD=1.5", ""},
    {"1920/191900 (epoch 1) loss: 8.25, gen_loss: 8.05, KL_loss: 13.25, \n\t\n"
     "1925/191900 (epoch 1) loss: 8.5, gen_loss: 8.15, KL_loss: 12.5, \n",
     "epoch=1 step=1920 loss=8.25 gen_loss=8.05 KL_loss=13.25; epoch=1 step=1925 loss=8.5 "
     "gen_loss=8.15 KL_loss=12.5",
     ""},
    {"loss: 5.25  [ 6400/60000] || reconst_loss: 4.25, KL_loss: 1.0, TC_loss: 0.5\n",
     "step=6400 loss=5.25 reconst_loss=4.25 KL_loss=1", ""},
    {"TRAIN Batch 0050/1314, Loss   92.5123, NLL-Loss   81.2000, KL-Loss   11.3123, KL-Weight  "
     "0.003\n"
     "TRAIN Batch 0100/1314, Loss   90.5, NLL-Loss   80.5, KL-Loss   10.0, KL-Weight  0.004\n",
     "step=50 train Loss=92.5123 train NLL-Loss=81.2 train KL-Loss=11.3123 KL-Weight=0.003; "
     "step=100 train Loss=90.5 train NLL-Loss=80.5 train KL-Loss=10 KL-Weight=0.004",
     ""},
    {"Epoch:3, step:120 TRAIN: total: 92.50     recon: 81.25, kl: 11.25,      l2: 0.00012,    kl "
     "weight: 0.25, l2 weight: 0.10\n",
     "epoch=3 step=120 train total=92.5 train recon=81.25 train kl=11.25 kl weight=0.25", ""},
    {"Epoch 3 , Step 120 , Cost: 92.5 (T: 81.25, A: 1.5, KL: 11.25) in 5s at 12:30:05\n",
     "epoch=3 step=120 Cost=92.5 KL=11.25", ""},
    {"[120] Beta: 0.25, KL: 3.5, Word: 88.5, Topo: 90.5, PNorm: 150.5, GNorm: 2.5\n",
     "step=120 Beta=0.25 KL=3.5", ""},
    {"[step=0000120 ep=3] loss=0.5 (diff=0.25 kld=0.125 align=0.5 recon=0.0625) lr=1.00e-04 "
     "steps/s=1.2\n",
     "epoch=3 step=120 loss=0.5 kld=0.125 recon=0.0625", ""},
    {"2026-11-29 10:54:26.123456: step 120, r loss = 81.25, kl loss = 11.25 (10.5 examples/sec; "
     "1.250 sec/batch)\n",
     "step=120 r loss=81.25 kl loss=11.25", ""},
    {"2026-11-29 10:54:26,123 - vae.train - INFO - Epoch   3/50  loss=0.5  recon=0.25  kld=0.25\n",
     "epoch=3 loss=0.5 recon=0.25 kld=0.25", ""},
    {"I1129 10:54:26.123456 140123 train.py:88] step 7: loss=0.5 kl=0.25\n",
     "step=7 loss=0.5 kl=0.25", ""},
    {"INFO:root:Epoch 003\nINFO:root:recon = 1e-4, kl = 1.2E+03\n", "epoch=3 recon=0.0001 kl=1200",
     ""},
    {"Iteration 12, ELBO: -3,574.25, Loglik: -3,500.5, KL-g: 1.5\n",
     "step=12 ELBO=-3574.25 Loglik=-3500.5", ""},
    {"Epoch[3/50], -elbo: 92.5, mse_A: 0.25\n", "epoch=3 -elbo=92.5", ""},
    {"Value of the elbo: -454.5 --- Convergence ratio = Inf\n"
     "Value of the elbo: -409.5 --- Convergence ratio = 0.11\n",
     "elbo=-454.5; elbo=-409.5", ""},
    {"VB Epoch 3: loglike: -4.5, kl: 0.5, entropy: 1.5, kl weight: 0.25, lr1: 0.1\n",
     "epoch=3 loglike=-4.5 kl=0.5 kl weight=0.25", ""},
    {"epoch,3, step,120, total,92.50, recon,81.25, kl,11.25\n",
     "epoch=3 step=120 total=92.5 recon=81.25 kl=11.25", ""},
    {"Total loss:92.500, recon_loss:81.250, kl_loss:11.250, interp_loss:0.100\n",
     "Total loss=92.5 recon_loss=81.25 kl_loss=11.25", ""},
    {"Epoch = 3/50 Total Loss: 92.50000: Recon Loss: 81.25000: Latent Loss: 11.250000: AE "
     "Accuracy: "
     "0.5:\n",
     "epoch=3 Total Loss=92.5 Recon Loss=81.25 Latent Loss=11.25", ""},
    {"\xe3\x80\x90"
     "EPOCH 3\xe3\x80\x91 eg: 0.2500, (elbo, recon, kl)=(92.5, 81.25, 11.25)\n",
     "epoch=3 elbo=92.5 recon=81.25 kl=11.25", ""},
    {"epoch 3 loss, recon, kl: 92.5, 81.25, 11.25\n", "epoch=3 loss=92.5 recon=81.25 kl=11.25", ""},
    {"Step 200\nRecons. Loss = 81.25\nKL Loss = 11.25\nVAE Loss = 92.5\nbest_ai 3\n"
     "Step 400\nRecons. Loss = 80.25\nKL Loss = 12.25\nVAE Loss = 92.25\n",
     "step=200 Recons. Loss=81.25 KL Loss=11.25 VAE Loss=92.5; step=400 Recons. Loss=80.25 KL "
     "Loss=12.25 VAE Loss=92.25",
     ""},
    {"[3] loss: 9.250000e+01\n\treconst_loss: 8.125000e+01\n\tkl_loss: 1.125000e+01\n"
     "[4] loss: 9.150000e+01\n\treconst_loss: 8.025000e+01\n\tkl_loss: 1.125000e+01\n",
     "step=3 loss=92.5 reconst_loss=81.25 kl_loss=11.25; step=4 loss=91.5 reconst_loss=80.25 "
     "kl_loss=11.25",
     ""},
    {"{'epoch': 3, 'loss': tensor(92.5, device='cuda:0', grad_fn=<AddBackward0>), 'kl': "
     "tensor(11.25), 'recon': np.float32(81.25)}\n",
     "epoch=3 loss=92.5 kl=11.25 recon=81.25", ""},
    {"epoch 3 loss tf.Tensor(92.5, shape=(), dtype=float32) kl <tf.Tensor: shape=(), "
     "dtype=float32, "
     "numpy=11.25>\n",
     "epoch=3 loss=92.5 kl=11.25", ""},
    {"Epoch 3 avg_loss: 92.5, Avg. KLD: 11.25, Av. rec: 81.25\n",
     "epoch=3 avg_loss=92.5 Avg. KLD=11.25 rec=81.25", ""},
    {"ep003 loss92.5 recon81.25 kl11.25nats\n", "epoch=3 loss=92.5 recon=81.25 kl=11.25", ""},
    {"Epoch 3 -> loss -> 92.5 ; KL (nats) -> 11.25\n", "epoch=3 loss=92.5 KL=11.25", ""},
    {"epoch 3: Loss: 187.25 with recon loss: 150.5\n", "epoch=3 Loss=187.25", ""},
    {"epoch 3, Loss: 187.25, recon loss: 150.5\n", "epoch=3 Loss=187.25 recon loss=150.5", ""},
    {"epoch   train_loss   recon    kl     time\n1       187.25       180.5    6.75   00:05\n"
     "2       150.25       140.5    9.75   00:05\nall done\n",
     "epoch=1 train_loss=187.25 recon=180.5 kl=6.75; epoch=2 train_loss=150.25 recon=140.5 kl=9.75",
     ""},
    {"Losses: [total, recon, kl]\n[187.25, 180.5, 6.75]\n[150.25, 140.5, 9.75]\n",
     "total=187.25 recon=180.5 kl=6.75; total=150.25 recon=140.5 kl=9.75", ""},
    {"\xce\xb2: 0.5 | Recon: 81.25 | KL: 11.25\n\xce\xb2: 0.6 | Recon: 80.25 | KL: 12.25\n",
     "beta=0.5 Recon=81.25 KL=11.25; beta=0.6 Recon=80.25 KL=12.25", ""},
    {"\x1b[32m[INFO]\x1b[0m \x1b[1mstep\x1b[0m 5 \x1b[31mkl\x1b[0m=\x1b[38;5;12m0.5\x1b[0m\x1b[K\n",
     "step=5 kl=0.5", ""},
    {"[32mstep[0m 5 [1;31mkl[0m=0.5\n", "step=5 kl=0.5", ""}, /* the ESC was lost */
    {"(INFO) (train_vae.py) (14-Dec-24 01:10:49) # [Train Epoch: 18/50] [584000/2830676 particles] "
     "gen "
     "loss=0.545, kld=12.25, beta=0.125, loss=0.5455\n",
     "epoch=18 step=584000 train gen loss=0.545 train kld=12.25 beta=0.125 train loss=0.5455", ""},
    {"---------Epoch 39-----------\nStart training!\n\ntraining step: 0 / 1166, REC loss: 0.5,   "
     "loss_bce: 0.25\ntraining step: 1000 / 1166, REC loss: 0.45,   loss_bce: 0.125\n",
     "epoch=39 step=0 train REC loss=0.5 train loss_bce=0.25; epoch=39 step=1000 train REC "
     "loss=0.45 "
     "train loss_bce=0.125",
     ""},
    {"step:   0       train elbo: -578.5\nstep:   0               valid elbo: -407.5     valid log "
     "p(x): -367.5\nstep:   10000   train elbo: -106.5\n",
     "step=0 train elbo=-578.5 valid elbo=-407.5; step=10000 train elbo=-106.5", ""},
    {"Epoch 1/150\n382/382 [======] - 39s 96ms/step - train_mae: 0.5 - train_elbo: 9.75 \n         "
     "  "
     "             - val_mae: 0.25 - val_elbo: 9.5\n",
     "epoch=1 train_elbo=9.75 val_elbo=9.5", ""},
    {"[Epoch 0] train elbo: 190.25 val_elbo: 155.5\n", "epoch=0 train elbo=190.25 val_elbo=155.5",
     ""},
    {"2025-03-30 15:08:27,054 - INFO ->>> Epoch 1/30, Rec Loss: 0.0925, KL Loss: 1.75, Val Loss: "
     "0.25\n",
     "epoch=1 Rec Loss=0.0925 KL Loss=1.75 Val Loss=0.25", ""},
    {"[2026-01-28 14:37:24] [INFO] Step 10 | Batch 1/320 | Loss: 281.5 | Mel: 100.5 | KL: 175.5 | "
     "LR: "
     "0.0002\n",
     "step=10 Loss=281.5 KL=175.5", ""},
    {"Epoch   1/100 | Train Loss: 0.125 (VQ: 0.05, Recon: 0.075) | Valid Loss: 0.0625 (VQ: 0.04, "
     "Recon: 0.07)\n  -> Best model saved (val_loss: 0.112345)\n",
     "epoch=1 Train Loss=0.125 train Recon=0.075 Valid Loss=0.0625 val Recon=0.07", ""},
    {"Epoch: 3/2000, Time elapsed: 12.50s\n* Train loss: 100.50   (RE: 80.25, KL: 20.25)\n"
     "o Val.  loss: 101.50   (RE: 81.25, KL: 20.25)\n--> Early stopping: 0/50 (BEST: 101.50)\n\n"
     "Epoch: 4/2000, Time elapsed: 12.50s\n* Train loss: 99.50   (RE: 79.25, KL: 20.25)\n",
     "epoch=3 Train loss=100.5 train RE=80.25 train KL=20.25 val loss=101.5 val RE=81.25 val "
     "KL=20.25; "
     "epoch=4 Train loss=99.5 train RE=79.25 train KL=20.25",
     ""},
    {"Epoch 3 done, rec 1: 0.5, rec 2: 0.25, kld 1: 1.5, aff. loss: 0.5, loss: 2.75\n",
     "epoch=3 loss=2.75", ""},
    {"Iter-1000; Loss: 120.5\nIter-2000; Loss: 110.5\n",
     "step=1000 Loss=120.5; step=2000 Loss=110.5", ""},
    {"epoch 3: L_tot 120.50 L_likelihood 100.25 L_divergence 20.25\n",
     "epoch=3 L_tot=120.5 L_likelihood=100.25 L_divergence=20.25", ""},
    {"epoch 3: genloss 100.25 latloss 20.25\n", "epoch=3 genloss=100.25 latloss=20.25", ""},
    {"Epoch: 3, Test set ELBO: -95.25, time elapse for current epoch: 5.1\n",
     "epoch=3 val ELBO=-95.25", ""},
    {"Epoch: 3 Average loss per image: 45.25\n", "epoch=3 Average loss=45.25", ""},
    {"[1000] recon_loss:45.125 total_kld:10.125\n", "step=1000 recon_loss=45.125 total_kld=10.125",
     ""},
    {"[iteration 01000] time: 12.50 \tbeta 1.00 \tlambda 1.00 training ELBO: -120.50 (-125.40)\n",
     "step=1000 beta=1 training ELBO=-120.5", ""},
    {"epoch: 3, iter: 100, VAE - avg_loss: 350.25, kl: 3.25, mi: 2.5, recon: 347, au 3, time "
     "elapsed "
     "12.50sec\n",
     "epoch=3 step=100 avg_loss=350.25 kl=3.25 mi=2.5 recon=347 au=3", ""},
    {"| epoch 003:    100 / 469 loss=3.5, nll_loss=3.25, ppl=9.5\n",
     "epoch=3 step=100 loss=3.5 nll_loss=3.25", ""},
    {"Epoch[3/50] Loss: 12.500 9.375 3.125\n", "epoch=3 Loss=12.5 recon=9.375 kl=3.125", ""},
    {"Epoch[3/50] Loss: 12.500 9.375 4.125\n", "epoch=3 Loss=12.5", ""},
    {"200/1000 [ 20%] ##### ETA: 10s | Loss: 120.5\n", "step=200 Loss=120.5", ""},
    {"------------TRAIN-------------\n----------ITERATION-----------\n 5 "
     "\n--------CROSS-ENTROPY-----"
     "----\n 180.25\n-------------KLD--------------\n 5.25\n-----------KLD-coef-----------\n "
     "0.001\n"
     "------------------------------\n",
     "step=5 train CROSS-ENTROPY=180.25 train KLD=5.25 KLD-coef=0.001", ""},
    {"step: 100, lr: 0.001, klw: 0.25, cost: 12.5, recon: 9.5, kl: 3, train_time_taken: 5.5\n",
     "step=100 klw=0.25 cost=12.5 recon=9.5 kl=3", ""},
    {"[epoch 003]  average training loss: 120.5\n[epoch 003] average test loss: 121.5\n",
     "epoch=3 average training loss=120.5 average test loss=121.5", ""},
};

START_TEST(form_is_read_as_its_rows) {
    assert_text(&forms[_i]);
}
END_TEST

/* The end of a line does not matter, nor do colours. */
START_TEST(form_is_read_in_each_dress) {
    static const char *const dresses[] = {"\r\n", "^M\n", "\x1b[0m\n", " \n"};
    const struct text_case *one = &forms[_i];
    for (size_t i = 0; i < sizeof dresses / sizeof *dresses; i++) {
        struct text dressed = {0};
        const char *at = one->text;
        for (const char *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
            text_add_bytes(&dressed, at, (size_t)(end - at));
            text_add(&dressed, "%s", dresses[i]);
        }
        text_add(&dressed, "%s", at);
        assert_text(&(struct text_case){text_string(&dressed), one->rows, ""});
        text_free(&dressed);
    }
}
END_TEST

static Suite *suite(void) {
    Suite *suite = suite_create("log_text");
    TCase *tests = tcase_create("log_text");
    tcase_add_loop_test(tests, form_is_read_as_its_rows, 0, sizeof forms / sizeof *forms);
    tcase_add_loop_test(tests, form_is_read_in_each_dress, 0, sizeof forms / sizeof *forms);
    suite_add_tcase(suite, tests);
    return suite;
}

TEST_MAIN(suite)
