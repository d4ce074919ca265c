import express, { type Express } from 'express';
import jwt from 'jsonwebtoken';
import type pg from 'pg';

/** The page of leads that one would write by hand: every valid token sees all leads, in one order, by one filter or two, without a next page. */
export const referencePage = (pool: pg.Pool, secret: string): Express => {
  const app = express();
  app.get('/bench/api/v1/leads', async (req, res) => {
    jwt.verify(String(req.headers.authorization).slice('Bearer '.length), secret, { algorithms: ['HS256'] });
    const { status, 'createdAt[gte]': since } = req.query;
    const { rows } = await pool.query(
      `SELECT id, version, name, phone, status, priority, clinic_id AS "clinicId", source, treatment_interest AS "treatmentInterest",
         follow_up_date::text AS "followUpDate", next_action AS "nextAction", last_contacted_at AS "lastContactedAt", created_at AS "createdAt"
       FROM leads WHERE deleted_at IS NULL AND status = $1${since === undefined ? '' : ' AND created_at >= $2'} ORDER BY created_at DESC, id DESC LIMIT 50`,
      since === undefined ? [status] : [status, since],
    );
    res.json({ success: true, data: rows });
  });
  return app;
};
